import type { Journey, Node } from '#core'
import { type Point, placeOf, withPlaces } from '../command.ts'
import { newId } from '../new-id.ts'
import { resumedStage } from '../targets.ts'

/** Steps taken out of a document, as the clipboard carries them. */
export interface Clip {
  throughline: 'steps'
  nodes: Record<string, Node>
  places: Record<string, Point>
  facts: Journey['facts']
}

/** Copies steps with the connections among them and the facts of the document. */
export function copy(journey: Journey, ids: readonly string[]): Clip {
  const chosen = ids.filter((id) => journey.nodes[id])
  const nodes = Object.fromEntries(chosen.map((id) => [id, journey.nodes[id] as Node]))
  const places = Object.fromEntries(chosen.map((id) => [id, placeOf(journey, id) ?? ([0, 0] as Point)]))
  const text = JSON.stringify(nodes)
  const facts = Object.fromEntries(Object.entries(journey.facts).filter(([name]) => text.includes(name)))
  return { throughline: 'steps', nodes, places, facts }
}

/** Puts copied steps in, under ids of their own, with the facts they speak of. Answers the new ids too. */
export function paste(journey: Journey, clip: Clip, by: Point): { journey: Journey; ids: string[] } {
  const taken = new Set(Object.keys(journey.nodes))
  const ids = new Map<string, string>()
  for (const [id, node] of Object.entries(clip.nodes)) {
    const fresh = newId(node.name || id, (each) => taken.has(each))
    taken.add(fresh)
    ids.set(id, fresh)
  }
  const nodes = Object.fromEntries(
    Object.entries(clip.nodes).map(([id, node]) => {
      // A connection that leaves the copied steps is kept where its target is in this document too.
      const next = Object.entries(node.next).flatMap(([outcome, to]) => {
        const resumed = resumedStage(to)
        const known =
          ids.get(to) ?? (journey.nodes[to] || (resumed !== null && journey.stages[resumed]) ? to : undefined)
        return known === undefined ? [] : [[outcome, known]]
      })
      return [ids.get(id) as string, { ...node, next: Object.fromEntries(next) }]
    }),
  )
  const places = Object.fromEntries(
    Object.entries(clip.places).map(([id, [x, y]]) => [ids.get(id) ?? id, [x + by[0], y + by[1]] as Point]),
  )
  const added = { ...journey, facts: { ...clip.facts, ...journey.facts }, nodes: { ...journey.nodes, ...nodes } }
  return { journey: withPlaces(added, places), ids: [...ids.values()] }
}

/** Copies steps beside themselves. */
export function duplicate(journey: Journey, ids: readonly string[]): { journey: Journey; ids: string[] } {
  return paste(journey, copy(journey, ids), [32, 32])
}
