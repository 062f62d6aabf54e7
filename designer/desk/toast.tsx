import { useEffect, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'

/** What has been done, and how to take it back. */
export interface Done {
  text: string
  undo: () => void
}

const shownMs = 12_000

/** Says in a corner what has been done, with an Undo. It goes by itself, but not from under a hand that reaches for it. */
export function Toast({ done, onGone }: { done: Done | undefined; onGone: () => void }) {
  const [held, setHeld] = useState(false)
  const undo = useRef<HTMLButtonElement>(null)
  const gone = useRef(onGone)
  gone.current = onGone
  useEffect(() => {
    if (!done) return setHeld(false)
    // The button that was pressed goes away: whoever works by keyboard goes on from here.
    if (!document.activeElement?.matches('input, textarea, select')) undo.current?.focus()
  }, [done])
  useEffect(() => {
    if (!done || held) return
    const timer = setTimeout(() => gone.current(), shownMs)
    return () => clearTimeout(timer)
  }, [done, held])
  return (
    <div className="toasts" role="status">
      {done && (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only stays while somebody is at it.
        <div
          className="toast"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={({ target }) => setHeld(target.matches(':focus-visible'))}
          onBlur={() => setHeld(false)}
        >
          <span>{done.text}</span>
          <button
            ref={undo}
            type="button"
            onClick={() => {
              done.undo()
              onGone()
            }}
          >
            {t('Undo')}
          </button>
        </div>
      )}
    </div>
  )
}
