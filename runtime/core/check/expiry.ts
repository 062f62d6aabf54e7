import type { Graph } from '../graph.ts'
import type { Journey } from '../journey.ts'
import { type TimedArea, timedAreas } from './longest-wait.ts'
import { readDuration } from './reading.ts'
import type { Step } from './step.ts'

/**
 * Works out which facts can have gone stale on each step: how long one can have waited, on the longest way since a fact
 * was learned (or since the run began), compared with how long it holds. One pass over the ways on for each such fact:
 * what lies on a circle that waits, or after one, can have waited for ever.
 */
export function withExpiry(
  steps: readonly Step[],
  graph: Graph,
  journey: Journey,
  /** The facts that certainly come out where a step works them out. */
  worked: (step: Step) => readonly string[],
): Step[] {
  const lasting = Object.entries(journey.facts).flatMap(([name, { validFor, scope }]) => {
    const ms = readDuration(validFor)
    return ms === undefined ? [] : [{ name, ms, beforehand: scope !== 'run' }]
  })
  if (lasting.length === 0) return [...steps]
  const map = mapOf(steps, graph, timedAreas(graph, journey))
  const special = kindsOf(steps, worked)
  const kinds = new Uint8Array(steps.length)
  // All steps from a point have waited as long, so they share one list.
  const expiring = map.out.map((): string[] => [])
  const waiting = map.out.flatMap((out, point) => {
    const wait = Math.max(0, ...out.map((step) => map.waits[step] as number))
    return wait > 0 ? [{ point, wait }] : []
  })
  for (const fact of lasting) {
    kinds.fill(goesOn)
    for (const [step, kind] of special.get(fact.name) ?? []) kinds[step] = kind
    const ages = agesOf(map, kinds, fact)
    for (const { point, wait } of waiting) {
      const age = ages[point] as number
      if (age >= 0 && age + wait >= fact.ms) expiring[point]?.push(fact.name)
    }
  }
  return steps.map((step, index) => {
    const more = step.waitMs > 0 ? (expiring[map.from[index] as number] as string[]) : []
    return { ...step, expires: step.expires.length === 0 ? more : [...step.expires, ...more] }
  })
}

/** What a step does to the age of a fact: it goes on, begins anew, either of both, or there is none any more. */
const goesOn = 0
const isNew = 1
const mayBeNew = 2
/** A question that was left out: what is known is as old as it was, but not older than it holds. */
const leftOut = 3
const isGone = 4

interface StepMap {
  size: number
  from: Int32Array
  to: Int32Array
  waits: Float64Array
  /** The steps from each point. */
  out: readonly (readonly number[])[]
  entries: readonly number[]
  reached: Uint8Array
  /** The timed areas around each point. */
  areas: readonly TimedArea[]
  areasOf: readonly (readonly number[])[]
}

function mapOf(steps: readonly Step[], graph: Graph, areas: readonly TimedArea[]): StepMap {
  const points = new Map<string | null, number>()
  const indexOf = (point: string | null) => {
    const known = points.get(point)
    if (known !== undefined) return known
    points.set(point, points.size)
    return points.size - 1
  }
  const from = Int32Array.from(steps, ({ edge }) => indexOf(edge.from))
  const to = Int32Array.from(steps, ({ edge }) => indexOf(edge.to))
  const entries = graph.entries.map(indexOf)
  const out = Array.from(points, (): number[] => [])
  for (const [step, point] of from.entries()) out[point]?.push(step)
  const areasOf = [...points.keys()].map((point) => {
    const node = point === null ? undefined : graph.nodes.get(point)
    return node ? areas.flatMap(({ holds }, index) => (holds(node) ? [index] : [])) : []
  })
  const waits = Float64Array.from(steps, ({ waitMs }) => waitMs)
  const size = points.size
  const reached = new Uint8Array(size)
  const open = [...entries]
  for (const point of open) reached[point] = 1
  for (let point = open.pop(); point !== undefined; point = open.pop()) {
    for (const step of out[point] ?? []) {
      const next = to[step] as number
      if (reached[next]) continue
      reached[next] = 1
      open.push(next)
    }
  }
  return { size, from, to, waits, out, entries, reached, areas, areasOf }
}

/** What the steps do to a fact, as far as they do not just go on. */
function kindsOf(steps: readonly Step[], worked: (step: Step) => readonly string[]): Map<string, [number, number][]> {
  const found = new Map<string, [number, number][]>()
  const add = (step: number, kind: number, facts: readonly string[]) => {
    for (const fact of facts) {
      const list = found.get(fact)
      if (list) list.push([step, kind])
      else found.set(fact, [[step, kind]])
    }
  }
  for (const [index, step] of steps.entries()) {
    const { learns, answers, maybe, loses, lacks } = step
    // The last one counts.
    add(index, isGone, loses)
    add(index, isGone, lacks)
    add(index, mayBeNew, [...maybe, ...step.beside.learns])
    add(index, isNew, learns)
    add(index, isNew, worked(step))
    add(index, leftOut, answers)
  }
  return found
}

/** The age a fact can have at each point, at most as long as it holds; negative where it cannot be known. */
function agesOf(map: StepMap, kinds: Uint8Array, { ms, beforehand }: { ms: number; beforehand: boolean }) {
  const { size, from, to, waits, out, entries, reached, areas, areasOf } = map
  const ages = new Float64Array(size).fill(-1)
  const carries = (step: number) => kinds[step] !== isNew && kinds[step] !== isGone
  const open: number[] = []
  const begin = (point: number) => {
    if (ages[point] === 0) return
    ages[point] = 0
    open.push(point)
  }
  if (beforehand) entries.forEach(begin)
  kinds.forEach((kind, step) => {
    if (kind !== goesOn && kind !== isGone && reached[from[step] as number]) begin(to[step] as number)
  })
  const before = new Int32Array(size)
  for (let point = open.pop(); point !== undefined; point = open.pop()) {
    for (const step of out[point] as number[]) {
      if (!carries(step)) continue
      const next = to[step] as number
      before[next] = (before[next] as number) + 1
      begin(next)
    }
  }

  const entered = new Float64Array(areas.length)
  const settled = new Uint8Array(size)
  const ready: number[] = []
  ages.forEach((age, point) => {
    if (age >= 0 && before[point] === 0) ready.push(point)
  })
  /** Nobody is inside a timed area for longer than its limit, whatever happens there. */
  const longestInside = (point: number) =>
    Math.min(
      ms,
      ...(areasOf[point] as number[]).map((area) => (entered[area] as number) + (areas[area] as TimedArea).limitMs),
    )
  const settle = (point: number, age: number) => {
    if (settled[point]) return
    settled[point] = 1
    ages[point] = age
    for (const step of out[point] as number[]) {
      if (!carries(step)) continue
      const next = to[step] as number
      const after = kinds[step] === leftOut ? age : Math.min(ms, age + (waits[step] as number))
      for (const area of areasOf[next] as number[]) {
        if (!areasOf[point]?.includes(area)) entered[area] = Math.max(entered[area] as number, after)
      }
      before[next] = (before[next] as number) - 1
      if (settled[next]) continue
      ages[next] = Math.max(ages[next] as number, after)
      if (before[next] === 0) ready.push(next)
    }
  }
  for (;;) {
    for (let point = ready.pop(); point !== undefined; point = ready.pop())
      settle(point, Math.min(ages[point] as number, longestInside(point)))
    const left = [...ages.keys()].filter((point) => (ages[point] as number) >= 0 && !settled[point])
    if (left.length === 0) return ages
    // What is left lies on circles. One inside a timed area into which nothing else leads any more ends with it.
    const bounded = areas.findIndex((_, area) => enclosed(map, left, area, (step) => carries(step)))
    if (bounded < 0) for (const point of left) settle(point, ms)
    else for (const point of left) if (areasOf[point]?.includes(bounded)) settle(point, longestInside(point))
  }
}

/** Whether some of the points left are in an area that none of the others leads into. */
function enclosed(
  { out, to, areasOf }: StepMap,
  left: readonly number[],
  area: number,
  carries: (step: number) => boolean,
) {
  const inside = (point: number) => areasOf[point]?.includes(area) === true
  if (!left.some(inside)) return false
  return left.every(
    (point) => inside(point) || out[point]?.every((step) => !carries(step) || !inside(to[step] as number)),
  )
}
