import type { Journey, Node } from '#core'
import { type Point, withPlaces } from '../command.ts'
import type { Link } from '../targets.ts'
import { connect } from './connect.ts'

/** What a new step is, and what leads to it. */
export interface NewNode {
  id: string
  type: string
  version?: number
  name: string
  config?: Record<string, unknown>
  at: Point
  /** The way out it continues. */
  after?: Omit<Link, 'to'>
  /** The stage it belongs to. */
  stage?: string
}

/** Puts a new step on the canvas, connected when it was added to a way out, in that step's stage. */
export function addNode(
  journey: Journey,
  { id, type, version = 1, name, config = {}, at, after, stage }: NewNode,
): Journey {
  if (journey.nodes[id]) return journey
  const node: Node = { type, version, name, config, next: {} }
  const placed = withPlaces({ ...journey, nodes: { ...journey.nodes, [id]: node } }, { [id]: at })
  const inside = stage ?? (after?.kind === 'outcome' ? stageOf(journey, after.from) : undefined)
  const framed = inside ? intoStage(placed, inside, id, after?.from) : placed
  return after ? connect(framed, { ...after, to: id }) : framed
}

/** The innermost stage a node stands in. */
export function stageOf(journey: Journey, node: string): string | undefined {
  return Object.keys(journey.stages).find((id) => nodesIn(journey, id).includes(node))
}

/** The nodes that stand directly in a stage or one of its regions. */
export function nodesIn(journey: Journey, stage: string): string[] {
  const { nodes = [], regions = {} } = journey.stages[stage] ?? {}
  return [...nodes, ...Object.values(regions).flatMap((region) => region.nodes)]
}

function intoStage(journey: Journey, id: string, node: string, beside: string | undefined): Journey {
  const stage = journey.stages[id]
  if (!stage) return journey
  const region = Object.entries(stage.regions ?? {}).find(
    ([, { nodes }]) => beside !== undefined && nodes.includes(beside),
  )
  const changed = region
    ? { ...stage, regions: { ...stage.regions, [region[0]]: { ...region[1], nodes: [...region[1].nodes, node] } } }
    : { ...stage, nodes: [...stage.nodes, node] }
  return { ...journey, stages: { ...journey.stages, [id]: changed } }
}
