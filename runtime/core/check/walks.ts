import { backPoint, type Edge, type Graph, standBeside } from '../graph.ts'
import type { Journey } from '../journey.ts'
import type { Walk } from '../problem.ts'
import type { Known } from './known.ts'
import { readDuration } from './reading.ts'
import type { Step } from './step.ts'

/** A moment of a walk: where it is, and which of the facts it keeps track of are known. */
export interface Moment {
  point: string
  knows(fact: string): boolean
}

/** Finds shortest walks that can really happen: with what is known followed exactly, and the way back into stages. */
export interface Walks {
  /** The shortest walk to a point, if anything leads there. */
  to(point: string): Walk | null
  /** The shortest walk to a moment. `undefined` when there are too many ways to try them all. */
  find(
    goal: (moment: Moment) => boolean,
    facts: readonly string[],
    options?: { startKnowing?: readonly string[]; others?: boolean },
  ): Walk | null | undefined
  /** A walk to a circle among some points that never waits, and once around it. `undefined` as above. */
  instantCircle(
    within: ReadonlySet<string>,
    facts: readonly string[],
  ): { walk: Walk; circle: string[] } | null | undefined
}

const maxMoments = 8_000
/** Moments looked at in one check, all searches together, so that it ends in time whatever is drawn. */
const budget = 60_000
const maxTracked = 12
/** How often the same circle is followed to let a fact grow old. */
const maxRounds = 8

/** The stage whose time limit a way out of it is, when it can be resumed with none of it left. */
export function lateStage(graph: Graph, { kind, from, steps }: Edge): string | undefined {
  if (kind !== 'within') return undefined
  const around = graph.nodes.get(from)?.stages ?? []
  const at = around.indexOf(steps[0]?.node ?? '')
  return at >= 0 && around.slice(at).some((stage) => graph.firsts.has(stage)) ? around[at] : undefined
}

/** Prepares the search for walks in a graph. */
export function walksIn(graph: Graph, steps: readonly Step[], journey: Journey, known: Known): Walks {
  const ways = new Map<string, Step[]>()
  for (const step of steps) {
    const list = ways.get(step.edge.from)
    if (list) list.push(step)
    else ways.set(step.edge.from, [step])
  }
  // Facts that decisions test; what questions skip by matters only where it is asked about.
  const tested = [...new Set(steps.flatMap(({ tests }) => tests))]
  const workedFrom = new Map(steps.flatMap(({ works }) => works.map(({ fact, from }) => [fact, from] as const)))
  const resumed = [...graph.firsts.keys()]
  const lateOf = new Map(steps.map((step) => [step, lateStage(graph, step.edge)]))
  const limited = [...new Set(lateOf.values())].filter((stage) => stage !== undefined)
  const beforehand = (name: string) => journey.facts[name]?.scope !== 'run'
  let shortest: Map<string, { search: Search; index: number }> | undefined
  const pointIndex = new Map(
    [...new Set(steps.flatMap(({ edge }) => [edge.from, edge.to ?? '']))].map((point, index) => [point, index]),
  )
  let spent = 0
  const reachable = new Set([...ways.keys(), ...graph.nodes.keys()].filter(known.reached))

  return {
    to(point) {
      shortest ??= shortestWalks()
      const found = shortest.get(point)
      return found ? walkTo(found.search, found.index) : null
    },
    find(goal, facts, { startKnowing = [], others = true } = {}) {
      const tracked = track(facts)
      const knows = (bits: number) => (fact: string) =>
        tracked.includes(fact) && (bits & (1 << tracked.indexOf(fact))) !== 0
      const isGoal = ({ point, bits }: Node) => goal({ point, knows: knows(bits) })
      const [fact = ''] = facts
      const ms = facts.length === 1 ? readDuration(journey.facts[fact]?.validFor) : undefined
      const ageing = ms === undefined ? undefined : { fact, ms }
      // First as a customer nobody knows, which is how a simulation starts; then with everything a record may hold.
      const record = others ? tracked.filter(beforehand) : []
      const starts = [startKnowing, ...record.map((name) => [...startKnowing, name]), ...(others ? [record] : [])]
      for (const start of starts) {
        const found = search(tracked, isGoal, start, { ageing })
        if (found.goal !== undefined) return walkTo(found, found.goal)
        if (found.cut) return undefined
      }
      return null
    },
    instantCircle(within, facts) {
      const tracked = track(facts)
      for (const start of [[], tracked.filter(beforehand)]) {
        const all = search(tracked, () => false, start, { links: true })
        const circle = circleIn(all, within)
        if (circle) return circle
        if (all.cut) return undefined
      }
      return null
    },
  }

  /** As a customer nobody knows where that gets there, else as one whose record is full, else whatever is known. */
  function shortestWalks() {
    const tracked = track([])
    const found = new Map<string, { search: Search; index: number }>()
    const rounds: [readonly string[], readonly string[]][] = [
      [tracked, []],
      [tracked, tracked.filter(beforehand)],
      [[], []],
    ]
    for (const [facts, start] of rounds) {
      if (found.size >= reachable.size) break
      const seen = new Set<string>()
      const round = search(facts, ({ point }) => seen.add(point).size >= reachable.size, start)
      round.nodes.forEach(({ point }, index) => {
        if (!found.has(point)) found.set(point, { search: round, index })
      })
    }
    return found
  }

  function track(facts: readonly string[]): string[] {
    const all = new Set([...facts, ...tested])
    // Whether one is known can depend on what it is worked out from.
    for (const fact of all) for (const source of workedFrom.get(fact) ?? []) all.add(source)
    return [...all].slice(0, Math.max(maxTracked, facts.length)).slice(0, 30)
  }

  function search(
    tracked: readonly string[],
    isGoal: (node: Node) => boolean,
    start: readonly string[],
    /** Whether to keep all ways on; and a fact whose age is followed, so that it goes stale only after long waits. */
    { links = false, ageing }: { links?: boolean; ageing?: { fact: string; ms: number } } = {},
  ): Search {
    const bitOf = new Map(tracked.map((name, index) => [name, 1 << index]))
    const mask = (names: readonly string[]) => names.reduce((bits, name) => bits | (bitOf.get(name) ?? 0), 0)
    const masked = new Map<Step, Masks>()
    const masksOf = (step: Step) => {
      const known = masked.get(step) ?? {
        needs: mask(step.needs),
        lacks: mask(step.lacks),
        learns: mask(step.learns),
        maybe: mask([...step.maybe, ...step.beside.learns]),
        works: step.works.flatMap(({ fact, from }) =>
          from.every((name) => bitOf.has(name)) ? [{ fact: mask([fact]), from: mask(from) }] : [],
        ),
        loses: mask([...step.loses, ...step.lacks]),
        expires: mask(step.expires),
        answers: mask(step.answers),
        unsure: mask(step.beside.loses),
        allTracked: step.answers.every((name) => bitOf.has(name)),
      }
      masked.set(step, known)
      return known
    }
    const found: Search = { nodes: [], next: [], goal: undefined, cut: false }
    const aged = ageing ? mask([ageing.fact]) : 0
    const holds = ageing?.ms ?? 0
    let gaveUp = false
    const seen = new Map<string | number, { index: number; age: number; rounds: number }>()
    const add = (node: Node): number => {
      const place = node.bits * pointIndex.size + (pointIndex.get(node.point) ?? 0)
      const key = resumed.length === 0 ? place : `${place} ${node.over.join(' ')} ${node.left.join(' ')}`
      const before = seen.get(key)
      // What is older can do all that the younger can, and go stale sooner.
      if (before !== undefined && node.age <= before.age) return before.index
      if (before !== undefined && before.rounds === maxRounds) {
        gaveUp = true
        return before.index
      }
      seen.set(key, { index: found.nodes.length, age: node.age, rounds: (before?.rounds ?? 0) + 1 })
      found.nodes.push(node)
      if (links) found.next.push([])
      return found.nodes.length - 1
    }
    for (const entry of graph.entries)
      add({ point: entry, bits: mask(start), left: resumed.map(() => ''), over: [], age: 0, before: -1, by: undefined })
    for (let index = 0; index < found.nodes.length; index += 1) {
      const node = found.nodes[index] as Node
      if (isGoal(node)) {
        found.goal = index
        return found
      }
      spent += 1
      if (index >= maxMoments || (spent > budget && tracked.length > 0)) {
        found.cut = true
        return found
      }
      for (const step of ways.get(node.point) ?? []) {
        const { to } = step.edge
        if (to === null || !leadsBack(step, node)) continue
        const masks = masksOf(step)
        const { needs, lacks, maybe, loses } = masks
        if ((needs & ~node.bits) !== 0 || (lacks & node.bits) !== 0) continue
        const worked = masks.works.filter(({ from }) => (from & ~node.bits) === 0)
        const learns = worked.reduce((bits, { fact }) => bits | fact, masks.learns)
        const older = Math.min(holds, node.age + step.waitMs)
        const expires = older < holds ? masks.expires & ~aged : masks.expires
        // What may have gone stale meanwhile goes both ways.
        for (const bits of expires & node.bits ? [node.bits, node.bits & ~expires] : [node.bits]) {
          const answered = step.instant === 'when answered' && (masks.answers & ~node.bits) === 0 && masks.allTracked
          const late = lateOf.get(step)
          const instant = step.instant === true || answered || (late !== undefined && node.over.includes(late))
          const sure = (bits & ~loses) | learns
          const learned = maybe & ~sure ? [sure, sure | maybe] : [sure]
          for (const after of masks.unsure ? [...learned, ...learned.map((each) => each & ~masks.unsure)] : learned) {
            const passesBy = (masks.answers & node.bits & aged) !== 0
            const wasKnown = (node.bits & after & aged) !== 0 && (learns & aged) === 0
            const age = passesBy ? node.age : wasKnown ? older : 0
            const next = {
              point: to,
              bits: after,
              left: leftAfter(node, to),
              over: overAfter(node, step),
              age,
              before: index,
              by: step,
            }
            const at = add(next)
            if (links) found.next[index]?.push({ to: at, by: step, instant })
          }
        }
      }
    }
    found.cut = gaveUp
    return found
  }

  /** The way back into a stage leads to where it was left, or to its first node when it never was. */
  function leadsBack({ edge }: Step, { left }: Node): boolean {
    if (edge.kind !== 'back') return true
    const stage = resumed.findIndex((each) => edge.from === `@${each}:back`)
    const from = left[stage] ?? ''
    if (from === '') return graph.firsts.get(resumed[stage] ?? '')?.includes(edge.to ?? '') === true
    const [one, other] = [graph.nodes.get(from), graph.nodes.get(edge.to ?? '')]
    return edge.to === from || (one !== undefined && other !== undefined && standBeside(one, other))
  }

  /** The stages whose time is over: it stays so while they are left and resumed, and begins anew otherwise. */
  function overAfter({ point, over }: Node, step: Step): readonly string[] {
    if (limited.length === 0) return over
    const inside = graph.nodes.get(point)?.stages ?? []
    const around = graph.nodes.get(step.edge.to ?? '')?.stages ?? []
    const back = around.findIndex((stage) => point === backPoint(stage))
    return limited.filter((stage) => {
      if (lateOf.get(step) === stage) return true
      const enters = around.includes(stage) && !inside.includes(stage) && around.indexOf(stage) > back
      return over.includes(stage) && !enters
    })
  }

  function leftAfter({ point, left }: Node, to: string): readonly string[] {
    const from = graph.nodes.get(point)
    if (!from || resumed.length === 0) return left
    const stages = graph.nodes.get(to)?.stages ?? []
    return resumed.map((stage, index) =>
      from.stages.includes(stage) && !stages.includes(stage) ? point : (left[index] as string),
    )
  }
}

interface Masks {
  needs: number
  lacks: number
  learns: number
  maybe: number
  works: { fact: number; from: number }[]
  loses: number
  expires: number
  answers: number
  unsure: number
  /** Whether all of them are followed. */
  allTracked: boolean
}

interface Node {
  point: string
  bits: number
  /** Where each stage that can be resumed was last left. */
  left: readonly string[]
  /** The stages whose time is over. */
  over: readonly string[]
  /** How old the fact can be whose age is followed. */
  age: number
  before: number
  by: Step | undefined
}

interface Search {
  nodes: Node[]
  next: { to: number; by: Step; instant: boolean }[][]
  goal: number | undefined
  /** Whether there was more to see than we look at. */
  cut: boolean
}

function walkTo({ nodes }: Search, goal: number): Walk {
  const steps: Walk[] = []
  for (let node = nodes[goal]; node?.by; node = nodes[node.before]) steps.push([...node.by.edge.steps])
  return steps.reverse().flat()
}

/** Finds a circle among the ways that do not wait, without recursion. */
function circleIn(search: Search, within: ReadonlySet<string>): { walk: Walk; circle: string[] } | null {
  const state = new Uint8Array(search.nodes.length)
  for (let root = 0; root < search.nodes.length; root += 1) {
    if (state[root] !== 0 || !within.has(search.nodes[root]?.point ?? '')) continue
    const path: { node: number; way: number; by: Step | undefined }[] = [{ node: root, way: 0, by: undefined }]
    state[root] = 1
    while (path.length > 0) {
      const top = path[path.length - 1] as (typeof path)[number]
      const way = search.next[top.node]?.[top.way]
      top.way += 1
      if (!way) {
        state[top.node] = 2
        path.pop()
      } else if (!way.instant || !within.has(search.nodes[way.to]?.point ?? '')) {
        // Waits, or leaves the part we look at.
      } else if (state[way.to] === 1) {
        const start = path.findIndex(({ node }) => node === way.to)
        const around = [...path.slice(start + 1).map(({ by }) => by as Step), way.by]
        const circle = around.map(({ edge }) => edge.from)
        return { walk: [...walkTo(search, way.to), ...around.flatMap(({ edge }) => edge.steps)], circle }
      } else if (state[way.to] === 0) {
        state[way.to] = 1
        path.push({ node: way.to, way: 0, by: way.by })
      }
    }
  }
  return null
}
