import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import { plausibleJourney, warmProtocol } from '#testing'
import { catalogOf } from '../catalog.ts'
import type { Journey } from '../journey.ts'
import { type TimedArea, timedAreas } from './longest-wait.ts'
import { readDuration } from './reading.ts'
import { subjectOf } from './subject.ts'

const catalog = catalogOf({ nodes: nodeTypes, documents: { warm: warmProtocol } })

/** Follows a walk, waiting as long as one can, and lists the facts that were too old on the way without being told. */
function missed(journey: Journey, choices: number[]): string[] {
  const { steps, graph, flat } = subjectOf(journey, catalog)
  const ages = new Map<string, number>()
  for (const [name, { scope }] of Object.entries(flat.journey.facts)) if (scope !== 'run') ages.set(name, 0)
  const found: string[] = []
  const areas = timedAreas(graph, flat.journey)
  const spent = new Map<TimedArea, number>()
  let [point] = graph.entries
  for (const choice of choices) {
    const ways = steps.filter(({ edge }) => edge.from === point)
    const way = ways[choice % ways.length]
    if (!way) break
    const waitMs = Math.min(way.waitMs, ...[...spent].map(([{ limitMs }, ms]) => limitMs - ms))
    const inside = (at: string | null) => {
      const node = at === null ? undefined : graph.nodes.get(at)
      return node ? areas.filter(({ holds }) => holds(node)) : []
    }
    const after = inside(way.edge.to)
    for (const area of areas) {
      if (after.includes(area)) spent.set(area, spent.has(area) ? (spent.get(area) as number) + waitMs : 0)
      else spent.delete(area)
    }
    for (const [name, age] of ages) {
      const ms = readDuration(flat.journey.facts[name]?.validFor) ?? Number.POSITIVE_INFINITY
      const older = age + waitMs
      if (waitMs > 0 && older >= ms && !way.expires.includes(name)) found.push(`${name} at ${point}`)
      // A question that is left out takes no time and changes nothing; it is not left out for what no longer holds.
      if (way.answers.includes(name)) ages.set(name, Math.min(age, ms))
      else if (way.learns.includes(name)) ages.set(name, 0)
      else if ([...way.loses, ...way.lacks].includes(name)) ages.delete(name)
      else ages.set(name, Math.min(older, ms))
    }
    for (const name of [...way.learns, ...way.maybe]) if (!ages.has(name)) ages.set(name, 0)
    point = way.edge.to ?? undefined
  }
  return found
}

test('however one waits on the way, a fact is too old only where the check says so', () => {
  fc.assert(
    fc.property(plausibleJourney, fc.array(fc.nat(1000), { minLength: 5, maxLength: 60 }), (journey, choices) => {
      expect(missed(journey, choices)).toEqual([])
    }),
    { numRuns: 500 },
  )
})
