import type { Graph } from '../graph.ts'
import type { Journey } from '../journey.ts'
import { given, type Step, told } from './step.ts'

/** What is known where, over every way to get there. */
export interface Known {
  /** Whether anything leads here. */
  reached(point: string): boolean
  /** Whether a fact is known at a point, whichever way it was reached. */
  certainly(point: string, fact: string): boolean
  /** Whether there is a way here on which a fact is known, possibly from before the run. */
  possibly(point: string, fact: string): boolean
}

/**
 * Works out what is certainly and what is possibly known at every point: for each fact one bit, met over all ways in
 * until nothing changes. Certain starts full and shrinks, possible starts empty and grows, so that a decision which
 * tests `known(…)` is followed only while it can come out that way.
 */
export function knownIn(graph: Graph, steps: readonly Step[], journey: Journey): Known {
  const names = [...Object.keys(journey.facts), given, told]
  const bitOf = new Map(names.map((name, index) => [name, index]))
  const words = Math.ceil(names.length / 32)
  const bits = (list: readonly string[]) => {
    const set = new Int32Array(words)
    for (const name of list) {
      const bit = bitOf.get(name)
      if (bit !== undefined) set[bit >> 5] = (set[bit >> 5] as number) | (1 << (bit & 31))
    }
    return set
  }
  // Many steps share a list.
  const lists = new Map<readonly string[], Int32Array>()
  const expiring = (list: readonly string[]) => {
    const set = lists.get(list) ?? bits(list)
    lists.set(list, set)
    return set
  }
  const ways = new Map<string, BitStep[]>()
  for (const { edge, needs, lacks, learns, maybe, works, loses, expires, beside } of steps) {
    if (edge.to === null) continue
    const way = {
      to: edge.to,
      needs: bits(needs),
      lacks: bits(lacks),
      learns: bits(learns),
      maybe: bits(
        graph.nodes.get(edge.from)?.type?.role === 'with-agent'
          ? Object.keys(journey.facts)
          : [...maybe, ...beside.learns],
      ),
      works: works.map(({ fact, from }) => ({ fact: bits([fact]), from: bits(from) })),
      loses: bits(loses),
      expires: expiring(expires),
      unsure: expiring(beside.loses),
    }
    const list = ways.get(edge.from)
    if (list) list.push(way)
    else ways.set(edge.from, [way])
  }
  const beforehand = Object.entries(journey.facts).flatMap(([name, { scope }]) => (scope === 'run' ? [] : [name]))
  const states = new Map<string, State>()
  const open: string[] = []
  for (const entry of graph.entries) {
    states.set(entry, { certain: new Int32Array(words), possible: bits(beforehand) })
    open.push(entry)
  }
  const queued = new Set(open)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    queued.delete(next)
    const state = states.get(next) as State
    for (const way of ways.get(next) ?? []) {
      if (!follow(state, way, states) || queued.has(way.to)) continue
      queued.add(way.to)
      open.push(way.to)
    }
  }
  const has = (kind: keyof State) => (point: string, fact: string) => {
    const state = states.get(point)
    const bit = bitOf.get(fact)
    return state !== undefined && bit !== undefined && ((state[kind][bit >> 5] as number) & (1 << (bit & 31))) !== 0
  }
  return { reached: (point) => states.has(point), certainly: has('certain'), possibly: has('possible') }
}

interface State {
  certain: Int32Array
  possible: Int32Array
}

interface BitStep {
  to: string
  needs: Int32Array
  lacks: Int32Array
  learns: Int32Array
  maybe: Int32Array
  works: { fact: Int32Array; from: Int32Array }[]
  loses: Int32Array
  expires: Int32Array
  unsure: Int32Array
}

/** Carries a state over a way on; answers whether anything changed there. */
function follow({ certain, possible }: State, way: BitStep, states: Map<string, State>): boolean {
  const words = certain.length
  for (let word = 0; word < words; word += 1) {
    const impossible = at(way.needs, word) & ~at(possible, word) || at(way.lacks, word) & at(certain, word)
    if (impossible) return false
  }
  const learned = way.works.length === 0 ? way.learns : worked(way, certain)
  const before = states.get(way.to)
  const after = before ?? { certain: new Int32Array(words).fill(-1), possible: new Int32Array(words) }
  let changed = before === undefined
  for (let word = 0; word < words; word += 1) {
    const needs = at(way.needs, word)
    const lacks = at(way.lacks, word)
    const gone = at(way.loses, word) | lacks
    const learns = at(learned, word)
    const arrives = ((at(certain, word) | needs) & ~gone & ~at(way.expires, word)) | learns
    const sure = at(after.certain, word) & arrives & ~at(way.unsure, word)
    const maybe = at(after.possible, word) | (((at(possible, word) | needs) & ~gone) | learns | at(way.maybe, word))
    if (sure !== at(after.certain, word) || maybe !== at(after.possible, word)) changed = true
    after.certain[word] = sure
    after.possible[word] = maybe
  }
  states.set(way.to, after)
  return changed
}

/** What is worked out from what is certainly known is certainly known as well. */
function worked({ works, learns, needs }: BitStep, certain: Int32Array): Int32Array {
  const sure = works.filter(({ from }) =>
    from.every((set, word) => (set & ~(at(certain, word) | at(needs, word))) === 0),
  )
  return learns.map((set, word) => sure.reduce((all, { fact }) => all | at(fact, word), set))
}

function at(set: Int32Array, word: number): number {
  return set[word] as number
}
