import type { Catalog, Journey } from '#core'
import { boxOf } from '../canvas/card-size.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The nearest step in a direction: along it first, sideways counts double. */
export function neighbour(journey: Journey, catalog: Catalog, from: string, direction: Direction): string | null {
  const here = boxOf(journey, from, catalog)
  if (!here) return null
  let best: { id: string; distance: number } | null = null
  for (const id of Object.keys(journey.nodes)) {
    const box = id === from ? null : boxOf(journey, id, catalog)
    if (!box) continue
    const dx = box.x + box.width / 2 - (here.x + here.width / 2)
    const dy = box.y + box.height / 2 - (here.y + here.height / 2)
    const along = { left: -dx, right: dx, up: -dy, down: dy }[direction]
    const aside = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx)
    if (along <= 8 || aside > along * 3) continue
    const distance = along + aside * 2
    if (!best || distance < best.distance) best = { id, distance }
  }
  return best?.id ?? null
}
