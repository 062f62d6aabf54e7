import { useCallback, useEffect, useState } from 'react'
import type { DeskCustomer, TimelineAnswer } from '#api'
import { readEarlier } from './client.ts'

/** A customer's timeline: the newest part, and the earlier parts somebody asked for. */
export function useTimeline(whose: DeskCustomer | undefined, newest: TimelineAnswer | undefined) {
  const customer = whose?.id
  // Who is merged with somebody brings earlier words along.
  const ids = whose && [customer, ...whose.merged.map((each) => each.id)].join()
  const [earlier, setEarlier] = useState<{ customer: string; parts: TimelineAnswer }>()
  const theirs = earlier?.customer === customer ? earlier?.parts : undefined
  const before = theirs ? theirs.before : (newest?.before ?? null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another customer starts anew.
  useEffect(() => setEarlier(undefined), [ids])

  const more = useCallback(async () => {
    if (customer === undefined || before === null) return
    const part = await readEarlier(customer, before).catch(() => undefined)
    if (!part) return
    setEarlier((known) => ({
      customer,
      parts: { items: [...part.items, ...(known?.parts.items ?? [])], before: part.before },
    }))
  }, [customer, before])

  const known = new Set(theirs?.items.map((item) => item.id))
  const items = [...(theirs?.items ?? []), ...(newest?.items ?? []).filter((item) => !known.has(item.id))]
  return { items, onEarlier: before === null ? undefined : () => void more() }
}
