import type { WorkspaceView } from '#sdk'
import type { Implied } from '../formula.ts'
import type { Edge, Graph, GraphNode } from '../graph.ts'
import type { Journey } from '../journey.ts'
import { longestWait, timedAreas } from './longest-wait.ts'
import { ask, type NodeReading } from './reading.ts'
import { type Beside, besideOf } from './regions.ts'

/** What following an edge says about facts. */
export interface Step {
  edge: Edge
  /** Facts that must be known, or must not be, for it to be followed. */
  needs: readonly string[]
  lacks: readonly string[]
  /** Those of both that a formula tests. */
  tests: readonly string[]
  learns: readonly string[]
  /** Facts that may be learned: what another system answers is not certain. */
  maybe: readonly string[]
  /** Those of them that are learned for certain where the facts they are worked out from are known. */
  works: readonly { fact: string; from: readonly string[] }[]
  loses: readonly string[]
  /** What other regions of the same stage can learn or lose at the same time. */
  beside: Beside
  /** Facts that can have gone stale before it is followed. */
  expires: readonly string[]
  /** Facts it passes by with when they are known, instead of asking for them. */
  answers: readonly string[]
  /** The longest one can wait at its start. */
  waitMs: number
  /** Whether it can be followed without waiting. */
  instant: boolean | 'when answered'
}

/** Two things that are followed like facts: the context was packed for a person; the customer was just told something. */
export const given = '#given'
export const told = '#told'

/** Works out for every edge what it does to what is known, apart from what goes stale meanwhile. */
export function stepsOf(
  graph: Graph,
  readings: ReadonlyMap<string, NodeReading>,
  journey: Journey,
  workspace: WorkspaceView,
): Step[] {
  const areas = timedAreas(graph, journey)
  const longest = new Map<string, number>()
  for (const node of graph.nodes.values()) if (node.waits.length > 0) longest.set(node.id, longestWait(node, areas))
  const steps = graph.edges.map((edge): Step => {
    const node = graph.nodes.get(edge.from)
    const reading = readings.get(edge.from)
    return node && reading
      ? stepFrom(edge, node, reading, { waitMs: longest.get(node.id) ?? 0, workspace })
      : { edge, ...nothing, instant: true as const }
  })
  const beside = besideOf(graph, steps, journey)
  return beside ? steps.map((step) => ({ ...step, beside: beside(step) })) : steps
}

const nothing = {
  needs: [],
  lacks: [],
  tests: [],
  learns: [],
  maybe: [],
  works: [],
  beside: { learns: [], loses: [] },
  loses: [],
  expires: [],
  answers: [],
  waitMs: 0,
}

function stepFrom(
  edge: Edge,
  node: GraphNode,
  reading: NodeReading,
  { waitMs, workspace }: { waitMs: number; workspace: WorkspaceView },
): Step {
  const skip = reading.skipWhen?.formula
  if (edge.kind === 'skip') {
    const { known = [], unknown: lacking = [] } = skip?.whenTrue ?? {}
    return { edge, ...nothing, needs: known, lacks: lacking, tests: [...known, ...lacking], instant: true }
  }
  const guard = edge.kind === 'outcome' ? guardOf(edge.outcome, node, reading) : noGuard
  const outcome = edge.kind === 'outcome' || edge.kind === 'done' ? node.outcomes[edge.outcome] : undefined
  const { config } = node
  const learns = config === undefined ? [] : (outcome?.captures?.(config, workspace) ?? [])
  const forgets = config === undefined ? [] : (outcome?.forgets?.(config) ?? [])
  const may = config === undefined ? [] : [...(outcome?.mayCapture?.(config) ?? []), ...unspoken(edge, node)]
  const waits = node.waits.length > 0
  const speaks =
    typeof node.type?.speaks === 'function'
      ? node.config !== undefined && node.type.speaks(node.config)
      : node.type?.speaks
  const skipping = ask(node, (type) => type.asks).filter(({ skipsWhenKnown }) => skipsWhenKnown)
  const answers = skipping.filter(({ fact }) => learns.includes(fact)).map(({ fact }) => fact)
  // A question that skips what is known waits only where it is not, so only there it can be interrupted or fail.
  const unknown = answers.length > 0 || skipping.length !== 1 ? [] : skipping.map(({ fact }) => fact)
  const needs = [...(skip?.whenNot.known ?? []), ...guard.known]
  const lacks = [...(skip?.whenNot.unknown ?? []), ...guard.unknown]
  return {
    edge,
    needs,
    lacks: [...lacks, ...unknown],
    tests: [...needs, ...lacks],
    learns: [...learns, ...(node.type?.role === 'give' ? [given] : []), ...(speaks && !waits ? [told] : [])],
    maybe: may.filter((fact) => !learns.includes(fact)),
    works: reading.formulas.flatMap(({ keeps, formula }) =>
      keeps !== undefined && may.includes(keeps) && formula?.sure
        ? [{ fact: keeps, from: formula.facts.filter(({ guarded }) => !guarded).map(({ name }) => name) }]
        : [],
    ),
    beside: nothing.beside,
    loses: [...forgets, ...(waits ? [told] : []), ...(edge.kind === 'enter' ? [given] : [])],
    // What it forgets another way may be forgotten on this one as well.
    expires: waits ? spoken(node, 'forgets').filter((fact) => !forgets.includes(fact)) : [],
    answers,
    waitMs,
    instant: !waits || (answers.length > 0 && edge.kind === 'outcome' && 'when answered'),
  }
}

/** The facts a node names without a word on what becomes of them: they may come with any answer. */
function unspoken(edge: Edge, node: GraphNode): string[] {
  if (node.type?.inlines || (node.waits.length === 0 && edge.kind !== 'outcome')) return []
  const named = ask(node, (type) => type.references).flatMap(({ kind, id }) => (kind === 'fact' ? [id] : []))
  if (named.length === 0) return []
  const known = [
    ...spoken(node, 'captures'),
    ...spoken(node, 'mayCapture'),
    ...spoken(node, 'forgets'),
    ...ask(node, (type) => type.needs),
  ]
  return named.filter((fact) => !known.includes(fact))
}

function spoken(node: GraphNode, what: 'captures' | 'mayCapture' | 'forgets'): string[] {
  if (node.config === undefined) return []
  return Object.values(node.outcomes).flatMap((outcome) => outcome[what]?.(node.config) ?? [])
}

const noGuard: Implied = { known: [], unknown: [] }

/** What must be so for a decision to come out this way: its row is true, and no row before it is. */
function guardOf(outcome: string, node: GraphNode, { formulas }: NodeReading): Implied {
  if (node.type?.group !== 'decide' || node.waits.length > 0) return noGuard
  const rows = formulas.map(({ path, formula }) => ({ id: rowId(node.config, path), formula }))
  const at = rows.findIndex(({ id }) => id === outcome)
  const others = Object.keys(node.outcomes).filter((each) => !rows.some(({ id }) => id === each))
  if (at < 0 && others.length !== 1) return noGuard
  const before = at < 0 ? rows : rows.slice(0, at)
  const implied = [...before.map(({ formula }) => formula?.whenNot), at < 0 ? undefined : rows[at]?.formula?.whenTrue]
  return {
    known: implied.flatMap((each) => each?.known ?? []),
    unknown: implied.flatMap((each) => each?.unknown ?? []),
  }
}

/** The id of the row that a formula stands in. */
function rowId(config: unknown, path: readonly (string | number)[]): unknown {
  let at = config
  for (const key of path.slice(0, -1))
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined
  return typeof at === 'object' && at !== null ? (at as { id?: unknown }).id : undefined
}
