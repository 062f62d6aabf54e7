import type { Catalog } from '../catalog.ts'
import type { FormulaScope } from '../formula.ts'
import { type Graph, graphOf } from '../graph.ts'
import { type Flat, inline } from '../inline.ts'
import type { Journey } from '../journey.ts'
import { type Problem, problem, type Severity, type Walk } from '../problem.ts'
import { workspaceView } from '../workspace-view.ts'
import { withExpiry } from './expiry.ts'
import { type Known, knownIn } from './known.ts'
import { type NodeReading, readNode } from './reading.ts'
import { type Step, stepsOf } from './step.ts'
import { type Walks, walksIn } from './walks.ts'

/** A journey prepared for the rules: its graph, what its settings say, and what is known where. */
export interface Subject {
  /** The document as drawn. */
  journey: Journey
  flat: Flat
  catalog: Catalog
  graph: Graph
  readings: ReadonlyMap<string, NodeReading>
  steps: readonly Step[]
  known: Known
  /** What would be known where, if nothing went stale. */
  learned(): Known
  walks: Walks
  /** A step's or stage's name as people know it, with the document it stands in when that is another one. */
  nameOf(id: string): string
  /** Makes a problem about a node or stage; one inside a handoff is shown on the handoff. */
  about(
    id: string,
    code: string,
    severity: Severity,
    message: string,
    why: string,
    more?: { path?: (string | number)[]; walk?: Walk | null },
  ): Problem
}

/** Prepares a journey whose stages are sound. */
export function subjectOf(journey: Journey, catalog: Catalog): Subject {
  const flat = inline(journey, catalog)
  const graph = graphOf(flat, catalog)
  const scope: FormulaScope = { facts: flat.journey.facts, profile: catalog.workspace.profile }
  const readings = new Map([...graph.nodes.values()].map((node) => [node.id, readNode(node, scope)]))
  const lasting = stepsOf(graph, readings, flat.journey, workspaceView(catalog.workspace))
  const { steps, known } = followed(lasting, graph, flat.journey)
  let learned: Known | undefined
  return {
    journey,
    flat,
    catalog,
    graph,
    readings,
    steps,
    known,
    learned() {
      learned ??= knownIn(graph, lasting, flat.journey)
      return learned
    },
    walks: walksIn(graph, steps, flat.journey, known),
    nameOf: (id) => nameOf(flat, id, catalog),
    about(id, code, severity, message, why, { path = [], walk = null } = {}) {
      const owner = ownerOf(flat, id)
      const kind = Object.hasOwn(flat.journey.nodes, id) ? 'nodes' : 'stages'
      const at = owner === id ? [kind, id, ...path] : ['nodes', owner]
      return problem(code, severity, owner, message, why, { path: at, counterexample: walk })
    },
  }
}

/** What is known where, with what goes stale; which depends on it in turn, where one fact is worked out from others. */
function followed(lasting: readonly Step[], graph: Graph, journey: Journey): { steps: Step[]; known: Known } {
  const working = lasting.filter(({ works }) => works.length > 0)
  const workedBy = ({ reached, certainly }: Known, { edge, works, needs }: Step) =>
    works
      .filter(
        ({ from }) => !reached(edge.from) || from.every((fact) => needs.includes(fact) || certainly(edge.from, fact)),
      )
      .map(({ fact }) => fact)
  let before = working.length === 0 ? undefined : knownIn(graph, lasting, journey)
  for (;;) {
    const sure = before
    const steps = withExpiry(lasting, graph, journey, (step) => (sure ? workedBy(sure, step) : []))
    const known = knownIn(graph, steps, journey)
    // Certainty only ever shrinks, so this ends.
    if (!sure || working.every((step) => workedBy(sure, step).length === workedBy(known, step).length))
      return { steps, known }
    before = known
  }
}

/** The node of the drawn document that a node stands in: itself, or the handoff or call it is inlined in. */
function ownerOf(flat: Flat, id: string): string {
  let owner = id
  while (Object.hasOwn(flat.frameOf, owner)) owner = flat.frameOf[owner] as string
  return owner
}

function nameOf({ journey, frameOf, frames }: Flat, id: string, catalog: Catalog): string {
  const thing = Object.hasOwn(journey.nodes, id) ? journey.nodes[id] : journey.stages[id]
  const frame = Object.hasOwn(frameOf, id) ? frames[frameOf[id] as string] : undefined
  const name = `“${thing?.name || id.slice(id.lastIndexOf('/') + 1)}”`
  const document = frame && (catalog.documents[frame.document]?.name ?? frame.document)
  return document === undefined ? name : `${name} in “${document}”`
}
