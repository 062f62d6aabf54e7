import type { z } from 'zod'
import type { AnyNodeType, Outcome } from '#sdk'
import type { Catalog } from './catalog.ts'
import { looksAtWords } from './compile/stage-state.ts'
import { type Place, type Tree, treeOf } from './compile/tree.ts'
import type { Flat } from './inline.ts'
import { issueWords } from './issue-words.ts'
import type { Node } from './journey.ts'
import { mayEnd, outcomesOf, waitsOf } from './outcomes.ts'
import type { WalkStep } from './problem.ts'

/** A node of the flat journey with what the graph's readers ask about it. */
export interface GraphNode {
  id: string
  node: Node
  /** Nothing when the type is not installed. */
  type: AnyNodeType | undefined
  /** Its parsed settings; nothing while they are unfinished. */
  config: unknown
  /** Why its settings are unfinished. */
  issues: readonly { path: (string | number)[]; message: string }[]
  outcomes: Record<string, Outcome>
  /** The events it waits for; none when it answers at once. */
  waits: readonly string[]
  /** Whether it stands for a document that is laid out in the graph. */
  isFrame: boolean
  /** The stages around it, innermost first, through handoffs. */
  stages: readonly string[]
  /** The handoff and call nodes it is inlined in, innermost first. */
  frames: readonly string[]
  /** Of the stages around it that have regions, which region it stands in. */
  regions: ReadonlyMap<string, string>
}

/**
 * How one gets from one point to another: by an outcome; passing by; an interrupt; running out of time; all regions
 * having ended; going into the document a node stands for; or back to where a stage was left.
 */
export type EdgeKind = 'outcome' | 'skip' | 'interrupt' | 'within' | 'done' | 'enter' | 'back'

/** One way on. */
export interface Edge {
  from: string
  /** A node, `@<stage>:back` on the way back into a stage, or null where the run ends. */
  to: string | null
  kind: EdgeKind
  /** The outcome taken at `from`; for interrupts the event, for time limits `within` or `no_answer`. */
  outcome: string
  /** What a simulation's trail shows of it. Several when a document ends and its node goes on, none when nothing shows. */
  steps: readonly WalkStep[]
}

/** A journey as a graph: everything that can follow anything. */
export interface Graph {
  nodes: ReadonlyMap<string, GraphNode>
  edges: readonly Edge[]
  /** The ways on from a point. */
  out(point: string): readonly Edge[]
  /** Where runs start. */
  entries: readonly string[]
  /** The first nodes of each stage that something leads back to, one a region: where one arrives when it was never left. */
  firsts: ReadonlyMap<string, readonly string[]>
}

/** The point through which every way back into a stage leads. */
export function backPoint(stage: string): string {
  return `@${stage}:back`
}

/** Makes the graph of a flat journey. What refers to nothing leads nowhere; `check` has problems for that. */
export function graphOf(flat: Flat, catalog: Catalog): Graph {
  const tree = treeOf(flat)
  const nodes = new Map(
    Object.entries(flat.journey.nodes).map(([id, node]) => [id, graphNode(id, node, flat, tree, catalog)]),
  )
  const build: Build = { flat, tree, nodes, edges: [], resumed: new Set() }
  for (const node of nodes.values()) addEdges(build, node)
  const firsts = addWaysBack(build)
  const out = new Map<string, Edge[]>()
  for (const edge of build.edges) {
    const ways = out.get(edge.from)
    if (ways) ways.push(edge)
    else out.set(edge.from, [edge])
  }
  return { nodes, edges: build.edges, out: (point) => out.get(point) ?? [], entries: entriesOf(flat, nodes), firsts }
}

interface Build {
  flat: Flat
  tree: Tree
  nodes: ReadonlyMap<string, GraphNode>
  edges: Edge[]
  resumed: Set<string>
}

function graphNode(id: string, node: Node, flat: Flat, tree: Tree, catalog: Catalog): GraphNode {
  const type = catalog.nodes.get(node.type)
  const parsed = type?.config.safeParse(node.config, { error: issueWords })
  const place = tree.nodePlace(id)
  const isFrame = Object.hasOwn(flat.frames, id)
  // A document that could not be laid out counts as a wait: what happens inside is not known.
  const waits = isFrame ? [] : type?.inlines ? ['agent.closed'] : waitsOf(node, type)
  return {
    id,
    node,
    type,
    config: parsed?.success ? parsed.data : undefined,
    issues:
      parsed?.success === false
        ? parsed.error.issues.map(({ path, message }: z.core.$ZodIssue) => ({
            path: path as (string | number)[],
            message,
          }))
        : [],
    outcomes: outcomesOf(node, catalog),
    waits,
    isFrame,
    stages: tree.stagesAround(place),
    frames: tree.framesAround(place),
    regions: regionsAround(tree, id),
  }
}

function entriesOf({ journey, frameOf }: Flat, nodes: ReadonlyMap<string, GraphNode>): string[] {
  const starts = [...nodes.values()].filter(({ id, type }) => {
    if (Object.hasOwn(frameOf, id)) return false
    return journey.kind === 'protocol' ? type?.role === 'give' : type?.group === 'start'
  })
  return (journey.kind === 'protocol' ? starts.slice(0, 1) : starts).map(({ id }) => id)
}

function addEdges(build: Build, node: GraphNode) {
  const { id, type } = node
  const place = build.tree.nodePlace(id)
  const entry = build.flat.frames[id]?.entry
  if (node.node.skipWhen !== undefined && node.node.skipTo !== undefined) {
    addOutcome(build, node, node.node.skipTo, { from: id, kind: 'skip', outcome: node.node.skipTo, steps: [] })
  }
  if (node.isFrame && entry !== undefined) {
    build.edges.push({ from: id, to: entry, kind: 'enter', outcome: '', steps: [] })
    return
  }
  if (type?.ends) {
    const name = node.config === undefined ? 'ended' : type.ends(node.config)
    addEnd(build, place, { from: id, kind: 'outcome', outcome: name, steps: [{ node: id, outcome: name }] })
  } else {
    for (const outcome of Object.keys(node.outcomes))
      addOutcome(build, node, outcome, { from: id, kind: 'outcome', outcome, steps: [] })
  }
  if (node.waits.length > 0) addInterruptions(build, node, place)
}

type Way = Omit<Edge, 'to'>

/** What follows an outcome of a node (or of a handoff node that a document inside just ended). */
function addOutcome(build: Build, node: GraphNode, outcome: string, way: Way) {
  const steps = [...way.steps, { node: node.id, outcome }]
  const target = Object.hasOwn(node.node.next, outcome) ? node.node.next[outcome] : undefined
  if (target !== undefined) addTarget(build, target, { ...way, steps })
  else if (Object.hasOwn(node.outcomes, outcome) && mayEnd(node.outcomes[outcome])) {
    addEnd(build, build.tree.nodePlace(node.id), { ...way, steps }, outcome)
  }
}

/** What ending means at a place: of a region, of the document a handoff stands for, or of the run. */
function addEnd(build: Build, start: Place, way: Way, name = way.outcome): void {
  const { flat, tree, nodes } = build
  for (let place = start; ; place = tree.stagePlace((place as { stage: string }).stage)) {
    if ('top' in place) {
      build.edges.push({ ...way, to: null })
      return
    }
    if ('frame' in place) {
      const frame = nodes.get(place.frame)
      if (frame) addOutcome(build, frame, name, way)
      return
    }
    if (place.region === undefined) continue
    const stage = flat.journey.stages[place.stage]
    const done = { ...way, kind: 'done' as const }
    if (stage?.done === undefined) addEnd(build, tree.stagePlace(place.stage), done, 'done')
    else addTarget(build, stage.done, done)
    return
  }
}

function addTarget(build: Build, target: string, way: Way) {
  if (target.startsWith('resume:')) {
    const stage = target.slice('resume:'.length)
    if (!Object.hasOwn(build.flat.journey.stages, stage)) return
    build.resumed.add(stage)
    build.edges.push({ ...way, to: backPoint(stage) })
  } else if (build.nodes.has(target)) {
    build.edges.push({ ...way, to: target })
    for (const beside of startedBeside(build, way.from, target)) build.edges.push({ ...way, to: beside })
  }
}

/** Entering one region of a stage from outside starts the others at their first nodes. */
function startedBeside({ flat, nodes }: Build, from: string, to: string): string[] {
  const left = nodes.get(from)?.regions ?? new Map<string, string>()
  return [...(nodes.get(to)?.regions ?? [])].flatMap(([stage, region]) => {
    if (left.get(stage) === region) return []
    const regions = Object.entries(flat.journey.stages[stage]?.regions ?? {})
    return regions.flatMap(([id, { nodes }]) => (id === region || nodes[0] === undefined ? [] : [nodes[0]]))
  })
}

function regionsAround(tree: Tree, node: string): Map<string, string> {
  const found = new Map<string, string>()
  for (let place: Place | undefined = tree.nodePlace(node); place; ) {
    if ('stage' in place && place.region !== undefined) found.set(place.stage, place.region)
    place = 'stage' in place ? tree.stagePlace(place.stage) : 'frame' in place ? tree.nodePlace(place.frame) : undefined
  }
  return found
}

/** The ways out of a wait that are not the node's own: interrupts and time limits of the stages and handoffs around it. */
function addInterruptions(build: Build, node: GraphNode, start: Place) {
  const { flat, tree } = build
  const taken = new Set<string>()
  for (let place: Place | undefined = start; place && !('top' in place); ) {
    if ('stage' in place) {
      const id = place.stage
      const stage = flat.journey.stages[id]
      for (const [event, target] of Object.entries(stage?.on ?? {})) {
        // The innermost takes an event first: the node itself, then the stages outwards. An agent takes every word.
        const own = looksAtWords(event)
          ? node.type?.role === 'with-agent' || node.frames.includes(target)
          : node.waits.includes(event)
        if (own || taken.has(event)) continue
        taken.add(event)
        addTarget(build, target, {
          from: node.id,
          kind: 'interrupt',
          outcome: event,
          steps: [{ node: id, outcome: event }],
        })
      }
      if (stage?.within) {
        addTarget(build, stage.within.else, {
          from: node.id,
          kind: 'within',
          outcome: 'within',
          steps: [{ node: id, outcome: 'within' }],
        })
      }
      place = tree.stagePlace(id)
    } else {
      const frame = build.nodes.get(place.frame)
      if (frame?.node.timeout !== undefined)
        addOutcome(build, frame, 'no_answer', { from: node.id, kind: 'within', outcome: 'no_answer', steps: [] })
      place = tree.nodePlace(place.frame)
    }
  }
}

/** Whether two nodes stand in different regions of one stage, so that a run can rest at both. */
export function standBeside(one: GraphNode, other: GraphNode): boolean {
  for (const [stage, region] of one.regions) {
    const beside = other.regions.get(stage)
    if (beside !== undefined && beside !== region) return true
  }
  return false
}

/** Leads the way back into a stage to every node where it can have been left, and to its first nodes. */
function addWaysBack(build: Build): Map<string, readonly string[]> {
  const firsts = new Map<string, readonly string[]>()
  for (const stage of build.resumed) {
    const inside = (id: string | null) => id !== null && (build.nodes.get(id)?.stages.includes(stage) ?? false)
    const left = new Set(
      build.edges
        .filter(({ from, to, kind }) => kind !== 'back' && inside(from) && !inside(to))
        .map(({ from }) => from),
    )
    // Leaving one region leaves the others where they wait.
    const waiting = [...build.nodes.values()].filter((node) => node.waits.length > 0 && inside(node.id))
    for (const from of [...left].map((id) => build.nodes.get(id) as GraphNode))
      for (const node of waiting) if (standBeside(from, node)) left.add(node.id)
    const first = firstsOf(build, stage, 0)
    if (first.length > 0) firsts.set(stage, first)
    for (const to of first) left.add(to)
    for (const to of left) build.edges.push({ from: backPoint(stage), to, kind: 'back', outcome: '', steps: [] })
  }
  return firsts
}

function firstsOf(build: Build, id: string, depth: number): string[] {
  const stage = build.flat.journey.stages[id]
  if (!stage || depth > 100) return []
  if (stage.regions) return Object.values(stage.regions).flatMap(({ nodes }) => nodes.slice(0, 1))
  const [node] = Object.keys(build.flat.journey.nodes).filter((each) => stage.nodes.includes(each))
  if (node !== undefined) return [node]
  const [inner] = Object.keys(build.flat.journey.stages).filter((each) => stage.stages.includes(each))
  return inner === undefined ? [] : firstsOf(build, inner, depth + 1)
}
