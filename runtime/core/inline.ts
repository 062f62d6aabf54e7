import type { Json } from '#sdk'
import type { Catalog } from './catalog.ts'
import type { Journey, Node, Stage } from './journey.ts'
import { limits } from './limits.ts'
import { type Problem, problem } from './problem.ts'
import { type FactNaming, renameFacts } from './rename-facts.ts'

/** A document placed inside another by a handoff or call node. */
export interface Frame {
  /** The node that stands for the document; its id prefixes everything inside. */
  id: string
  /** The inlined document. */
  document: string
  /** Where it starts. */
  entry: string
  /** The nodes directly inside, by their flat ids. */
  nodes: string[]
  /** The stages directly inside, by their flat ids. */
  stages: string[]
  /** The settings of the node that stands for it, which the nodes inside can read. */
  params: Record<string, Json>
}

/** A journey with everything it calls laid out in one map: ids inside a handoff are `<node>/<id>`. */
export interface Flat {
  journey: Journey
  frames: Readonly<Record<string, Frame>>
  /** The frame each inlined node or stage is in; nothing for those at the top. */
  frameOf: Readonly<Record<string, string>>
  problems: Problem[]
}

/** Lays a journey out flat. What cannot be inlined stays a node without a frame, and a problem says so. */
export function inline(journey: Journey, catalog: Catalog): Flat {
  const work: Work = {
    nodes: {},
    stages: {},
    facts: { ...catalog.workspace.facts, ...journey.facts },
    frames: {},
    frameOf: {},
    problems: [],
  }
  place(journey, { prefix: '', frame: undefined, nameOf: undefined, trail: [journey.id] }, catalog, work)
  const flat = { ...journey, nodes: work.nodes, stages: work.stages, facts: work.facts }
  return { journey: flat, frames: work.frames, frameOf: work.frameOf, problems: work.problems }
}

interface Work {
  nodes: Record<string, Node>
  stages: Record<string, Stage>
  facts: Journey['facts']
  frames: Record<string, Frame>
  frameOf: Record<string, string>
  problems: Problem[]
}

/** Where a document is laid out, and how its facts are called there; by their own names at the top. */
interface Inside {
  prefix: string
  frame: Frame | undefined
  nameOf: FactNaming | undefined
  trail: string[]
}

function place(document: Journey, inside: Inside, catalog: Catalog, work: Work) {
  const { prefix, frame, nameOf } = inside
  for (const [id, drawn] of Object.entries(document.nodes)) {
    const flatId = prefix + id
    const node = nameOf ? renameFacts(drawn, catalog.nodes.get(drawn.type), nameOf) : drawn
    work.nodes[flatId] = { ...node, next: mapTargets(node.next, prefix) }
    if (frame) {
      work.frameOf[flatId] = frame.id
      frame.nodes.push(flatId)
    }
    placeCalled(flatId, node, inside, catalog, work)
  }
  for (const [id, stage] of Object.entries(document.stages)) {
    const flatId = prefix + id
    work.stages[flatId] = prefixStage(stage, prefix)
    if (!frame) continue
    work.frameOf[flatId] = frame.id
    frame.stages.push(flatId)
  }
}

function placeCalled(id: string, node: Node, { nameOf: outer, trail }: Inside, catalog: Catalog, work: Work) {
  const type = catalog.nodes.get(node.type)
  const config = type?.inlines && type.config.safeParse(node.config)
  if (!type?.inlines || !config?.success) return
  const name = type.inlines.document(config.data)
  const document = catalog.documents[name]
  const why = 'Customers who come here would get stuck.'
  if (!document || document.kind !== type.inlines.kind) {
    const message = `“${node.name || id}” needs the ${type.inlines.kind} “${name}”, which does not exist. Choose another one or add it.`
    work.problems.push(problem('reference.missing', 'error', id, message, why, { path: ['nodes', id, 'config'] }))
    return
  }
  if (trail.includes(name) || trail.length > limits.inlineDepth) {
    const message = `“${node.name || id}” calls “${name}”, which ${trail.includes(name) ? 'calls it again' : `is more than ${limits.inlineDepth} deep`}. Break the chain.`
    work.problems.push(problem('reference.missing', 'error', id, message, why, { path: ['nodes', id, 'config'] }))
    return
  }
  const entry = entryOf(document, catalog)
  if (!entry) {
    const message = `The ${type.inlines.kind} “${document.name}” has no first step. Add ${document.kind === 'protocol' ? 'a “give” step' : 'a start step'} to it.`
    work.problems.push(problem('reference.missing', 'error', id, message, why, { path: ['nodes', id, 'config'] }))
    return
  }
  const mapping = type.inlines.facts?.(config.data) ?? {}
  // The mapping's right sides are in the outer document, and were given the journey's names with it.
  const own: FactNaming = (fact) => (Object.hasOwn(mapping, fact) ? (mapping[fact] as string) : (outer?.(fact) ?? fact))
  const nameOf = outer || Object.keys(mapping).length > 0 ? own : undefined
  work.problems.push(...misnamed(id, node, document, mapping, catalog))
  for (const [fact, declaration] of Object.entries(document.facts))
    if (!Object.hasOwn(mapping, fact)) work.facts[own(fact)] ??= declaration
  const frame: Frame = {
    id,
    document: name,
    entry: `${id}/${entry}`,
    nodes: [],
    stages: [],
    params: config.data as Record<string, Json>,
  }
  work.frames[id] = frame
  place(document, { prefix: `${id}/`, frame, nameOf, trail: [...trail, name] }, catalog, work)
}

/** What is wrong with how a document's facts are called where it is called from. */
function misnamed(
  id: string,
  node: Node,
  document: Journey,
  mapping: Readonly<Record<string, string>>,
  { workspace }: Catalog,
): Problem[] {
  const name = `“${node.name || id}”`
  const declared = { ...workspace.facts, ...document.facts }
  return Object.entries(mapping).flatMap(([inner, fact]) => {
    const path = ['nodes', id, 'config', 'facts', inner]
    if (!Object.hasOwn(declared, inner)) {
      const message = `${name} passes “${fact}” on as “${inner}”, a fact that “${document.name}” does not have. Correct its name, or declare it there.`
      return [problem('reference.missing', 'error', id, message, 'What was known would not be known there.', { path })]
    }
    const other = Object.keys(declared).find(
      (each) =>
        each !== inner &&
        (Object.hasOwn(mapping, each) ? mapping[each] === fact : each === fact && Object.hasOwn(document.facts, each)),
    )
    if (other === undefined) return []
    const message = `${name} passes “${fact}” on as “${inner}”, but “${document.name}” has it as “${other}” as well. Give that one another name here.`
    return [problem('config.invalid', 'error', id, message, 'Two different things would be taken for one.', { path })]
  })
}

/** Where an inlined document starts: its give node (a protocol) or its first start node (a journey). */
function entryOf(document: Journey, catalog: Catalog): string | undefined {
  const starts = (node: Node) => {
    const type = catalog.nodes.get(node.type)
    return document.kind === 'protocol' ? type?.role === 'give' : type?.group === 'start'
  }
  return Object.entries(document.nodes).find(([, node]) => starts(node))?.[0]
}

function prefixTarget(target: string, prefix: string): string {
  return target.startsWith('resume:') ? `resume:${prefix}${target.slice('resume:'.length)}` : prefix + target
}

function mapTargets(targets: Record<string, string>, prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(targets).map(([outcome, target]) => [outcome, prefixTarget(target, prefix)]))
}

function prefixStage(stage: Stage, prefix: string): Stage {
  return {
    ...stage,
    nodes: stage.nodes.map((id) => prefix + id),
    stages: stage.stages.map((id) => prefix + id),
    regions:
      stage.regions &&
      Object.fromEntries(
        Object.entries(stage.regions).map(([id, region]) => [
          id,
          { ...region, nodes: region.nodes.map((each) => prefix + each) },
        ]),
      ),
    on: mapTargets(stage.on, prefix),
    within: stage.within && { ...stage.within, else: prefixTarget(stage.within.else, prefix) },
    done: stage.done && prefixTarget(stage.done, prefix),
  }
}
