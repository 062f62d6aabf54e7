import { useEffect, useState } from 'react'
import type { DeskHandoff } from '#api'
import { keep, kept } from './kept.ts'

/** Which of the agent's customers wrote something the agent has not looked at. Looking is having it open and visible. */
export function useUnread(mine: readonly DeskHandoff[] | undefined, open: string | undefined): ReadonlySet<string> {
  const [seen, setSeen] = useState<Record<string, number>>(() => kept('seen', {}))
  const [visible, setVisible] = useState(document.visibilityState === 'visible')
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  const said = mine?.find((each) => each.id === open)?.customerSaidAt ?? 0
  useEffect(() => {
    if (!mine || !open || !visible || said === 0) return
    setSeen((before) => {
      if ((before[open] ?? 0) >= said) return before
      // Only what is still the agent's is worth remembering.
      const current = Object.entries(before).filter(([id]) => mine.some((each) => each.id === id))
      const next = { ...Object.fromEntries(current), [open]: said }
      keep('seen', next)
      return next
    })
  }, [mine, open, visible, said])
  return new Set(
    (mine ?? [])
      .filter((each) => each.customerSaidAt !== null && each.customerSaidAt > (seen[each.id] ?? each.offeredAt))
      .map((each) => each.id),
  )
}
