import type { Journey, Stage } from '#core'
import { without } from '../command.ts'
import { linksOf, mapTargets } from '../targets.ts'

/**
 * Takes steps away. A step with a single way on heals: whatever led to it now leads where it led.
 * Otherwise the ways to it are loose.
 */
export function removeNodes(journey: Journey, ids: readonly string[]): Journey {
  return ids.reduce(removeOne, journey)
}

function removeOne(journey: Journey, id: string): Journey {
  const node = journey.nodes[id]
  if (!node) return journey
  const onward = [...new Set(Object.values(node.next))].filter((to) => to !== id)
  const into = linksOf(journey).filter((link) => link.to === id && link.from !== id)
  const heir = into.length === 1 && onward.length === 1 ? (onward[0] as string) : null
  const removed = {
    ...journey,
    nodes: without(journey.nodes, id),
    layout: without(journey.layout, id),
    suppressed: journey.suppressed.filter((each) => each.node !== id),
    stages: Object.fromEntries(Object.entries(journey.stages).map(([name, stage]) => [name, leaveStage(stage, id)])),
  }
  return mapTargets(removed, (to) => (to === id ? heir : to))
}

function leaveStage(stage: Stage, id: string): Stage {
  const nodes = stage.nodes.includes(id) ? stage.nodes.filter((each) => each !== id) : stage.nodes
  if (!stage.regions) return nodes === stage.nodes ? stage : { ...stage, nodes }
  const regions = Object.fromEntries(
    Object.entries(stage.regions)
      .map(([name, region]) => [name, { ...region, nodes: region.nodes.filter((each) => each !== id) }] as const)
      .filter(([, region]) => region.nodes.length > 0),
  )
  return Object.keys(regions).length > 0 ? { ...stage, nodes, regions } : { ...without(stage, 'regions'), nodes }
}
