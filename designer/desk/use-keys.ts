import { useEffect, useRef } from 'react'

/** What a single key does. Keys are what `KeyboardEvent.key` says, in lower case. */
export type Keys = Readonly<Record<string, () => void>>

/** Single keys, except where somebody writes or a dialog is open. They can be switched off, as some people must. */
export function useKeys(keys: Keys, on: boolean) {
  const current = useRef(keys)
  current.current = keys
  useEffect(() => {
    if (!on) return
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return
      const target = event.target as HTMLElement
      if (target.closest('input, textarea, select, [contenteditable], dialog')) return
      if (document.querySelector('dialog[open]')) return
      const action = current.current[event.key.toLowerCase()]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [on])
}
