import type { Journey } from '#core'
import { type Point, placeOf, withPlaces } from '../command.ts'

/** Puts steps and notes at new places, on whole pixels. */
export function moveTo(journey: Journey, places: Readonly<Record<string, Point>>): Journey {
  const notes = { ...journey.notes }
  const nodes: Record<string, Point> = {}
  for (const [id, [x, y]] of Object.entries(places)) {
    const at: Point = [Math.round(x), Math.round(y)]
    const note = journey.notes[id]
    if (journey.nodes[id]) nodes[id] = at
    else if (note) notes[id] = { ...note, at }
  }
  return withPlaces({ ...journey, notes }, nodes)
}

/** Moves steps and notes by a distance. */
export function moveBy(journey: Journey, ids: readonly string[], [dx, dy]: Point): Journey {
  const places = ids.flatMap((id) => {
    const at = placeOf(journey, id) ?? journey.notes[id]?.at
    return at ? [[id, [at[0] + dx, at[1] + dy]] as const] : []
  })
  return moveTo(journey, Object.fromEntries(places) as Record<string, Point>)
}
