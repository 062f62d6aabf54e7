import type { Catalog, Journey } from '#core'
import { type Point, placeOf, withPlaces } from '../document/command.ts'
import { linksOf } from '../document/targets.ts'
import { boxOf, card, shapeOf } from './card-size.ts'

const gapX = 88
const gapY = 28

/** The distance between columns. */
export const columnWidth = card.width + gapX

/** A free place for a card beside the step it follows, level with it or below whatever stands there. */
export function placeAfter(journey: Journey, catalog: Catalog, from: string, height: number): Point {
  const box = boxOf(journey, from, catalog)
  if (!box) return freeFrom(journey, catalog, [0, 0], height)
  return freeFrom(journey, catalog, [box.x + columnWidth, box.y], height)
}

/** The nearest place at or below a point where a card covers no other. */
export function freeFrom(journey: Journey, catalog: Catalog, [x, y]: Point, height: number): Point {
  const boxes = Object.keys(journey.nodes)
    .map((id) => boxOf(journey, id, catalog))
    .filter((box) => box !== null)
    .filter((box) => box.x < x + card.width && box.x + box.width > x)
    .sort((a, b) => a.y - b.y)
  let top = y
  for (const box of boxes)
    if (box.y < top + height + gapY && box.y + box.height + gapY > top) top = box.y + box.height + gapY
  return [x, top]
}

/** Moves a step and everything after it that stands to its right, to make room for one more column. */
export function makeRoom(journey: Journey, from: string, newcomer: string): Journey {
  const start = placeOf(journey, from)
  const added = placeOf(journey, newcomer)
  if (!start || !added || start[0] >= added[0] + columnWidth) return journey
  const moved = [...downstream(journey, from)].filter(
    (id) => id !== newcomer && (placeOf(journey, id)?.[0] ?? -1) >= start[0],
  )
  const places = moved.map((id) => {
    const [x, y] = placeOf(journey, id) as Point
    return [id, [x + columnWidth, y]] as const
  })
  return withPlaces(journey, Object.fromEntries(places) as Record<string, Point>)
}

/** A step and every step that can come after it. */
export function downstream(journey: Journey, from: string): Set<string> {
  return walk(journey, from, 'from', 'to')
}

/** A step and every step that can come before it. */
export function upstream(journey: Journey, to: string): Set<string> {
  return walk(journey, to, 'to', 'from')
}

/** Gives every step a place that has none yet: by its distance from the start, one column a step. */
export function placeAll(journey: Journey, catalog: Catalog): Record<string, Point> {
  const lost = Object.keys(journey.nodes).filter((id) => !placeOf(journey, id))
  if (lost.length === 0) return {}
  const depth = depths(journey)
  let placed = journey
  const places: Record<string, Point> = {}
  for (const id of lost.sort((a, b) => (depth.get(a) ?? 0) - (depth.get(b) ?? 0))) {
    const node = journey.nodes[id]
    if (!node) continue
    const at = freeFrom(placed, catalog, [(depth.get(id) ?? 0) * columnWidth, 80], shapeOf(node, catalog).height)
    places[id] = at
    placed = withPlaces(placed, { [id]: at })
  }
  return places
}

/** How many steps away from a start each step is; steps that nothing leads to count as starts. */
export function depths(journey: Journey): Map<string, number> {
  const links = linksOf(journey).filter(({ kind }) => kind === 'outcome')
  const reached = new Set(links.filter(({ from, to }) => from !== to).map(({ to }) => to))
  const depth = new Map<string, number>()
  let open = Object.keys(journey.nodes).filter((id) => !reached.has(id))
  for (let level = 0; open.length > 0; level++) {
    for (const id of open) depth.set(id, level)
    open = [...new Set(open.flatMap((id) => Object.values(journey.nodes[id]?.next ?? {})))].filter(
      (id) => journey.nodes[id] && !depth.has(id),
    )
  }
  return depth
}

function walk(journey: Journey, start: string, near: 'from' | 'to', far: 'from' | 'to'): Set<string> {
  const links = linksOf(journey).filter(({ kind }) => kind === 'outcome')
  const seen = new Set([start])
  const open = [start]
  while (open.length > 0) {
    const id = open.pop()
    for (const link of links) {
      if (link[near] !== id || seen.has(link[far]) || !journey.nodes[link[far]]) continue
      seen.add(link[far])
      open.push(link[far])
    }
  }
  return seen
}
