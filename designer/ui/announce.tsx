import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

const said = createStore<{ text: string; turn: number }>(() => ({ text: '', turn: 0 }))

/** Tells people who listen rather than look what just happened. */
export function announce(text: string) {
  said.setState(({ turn }) => ({ text, turn: turn + 1 }))
}

/** Where announcements are read out. One per page. */
export function LiveRegion() {
  const { text, turn } = useStore(said)
  // The same words twice in a row are read twice only when the text differs.
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {turn % 2 ? text : `${text}\u00a0`}
    </div>
  )
}
