import type { Graph, GraphNode } from '../graph.ts'
import type { Journey } from '../journey.ts'
import { readDuration } from './reading.ts'

/** A stage or handoff with a time limit around some nodes: nobody stays inside for longer than that. */
export interface TimedArea {
  limitMs: number
  holds(node: GraphNode): boolean
}

/** The stages and handoffs that have a time limit. */
export function timedAreas(graph: Graph, journey: Journey): TimedArea[] {
  const stages = Object.entries(journey.stages).map(
    ([id, { within }]) => [within?.duration, ({ stages }: GraphNode) => stages.includes(id)] as const,
  )
  const frames = [...graph.nodes.values()]
    .filter(({ isFrame }) => isFrame)
    .map(({ id, node }) => [node.timeout, ({ frames }: GraphNode) => frames.includes(id)] as const)
  return [...stages, ...frames].flatMap(([duration, holds]) => {
    const limitMs = readDuration(duration)
    return limitMs === undefined ? [] : [{ limitMs, holds }]
  })
}

/** The longest one can wait at a node: by its own limit, or by one around it; for ever without any. */
export function longestWait(node: GraphNode, areas: readonly TimedArea[]): number {
  const around = areas.filter(({ holds }) => holds(node)).map(({ limitMs }) => limitMs)
  return Math.min(ownLongest(node), ...around)
}

/** What is tried again waits again each time. */
function ownLongest({ node, type, config }: GraphNode): number {
  const { times, after } = { times: 0, after: undefined, ...node.retry }
  const bounded = config !== undefined && type?.bounded?.(config) === true
  const named = bounded ? longestNamed(config) * (times + 1) + (readDuration(after) ?? 0) * times : forEver
  const limited = (readDuration(node.timeout) ?? forEver) * (times + 1)
  return Math.min(named, limited)
}

const forEver = Number.POSITIVE_INFINITY

/** The longest duration a bounded wait's settings name. */
function longestNamed(config: unknown): number {
  if (typeof config === 'string') return /^P/.test(config) ? (readDuration(config) ?? 0) : 0
  if (typeof config !== 'object' || config === null) return 0
  return Math.max(0, ...Object.values(config).map(longestNamed))
}
