import type { Journey, Stage } from '#core'
import { without } from '../command.ts'
import { mapTargets, resumedStage } from '../targets.ts'
import { stageOf } from './add-node.ts'

/** Draws a frame around steps. Steps that all stand in one stage make a stage inside it; others leave theirs. */
export function addStage(journey: Journey, id: string, name: string, nodes: readonly string[]): Journey {
  const inside = nodes.filter((node) => journey.nodes[node])
  if (journey.stages[id] || inside.length === 0) return journey
  const around = new Set(inside.map((node) => stageOf(journey, node)))
  const parent = around.size === 1 ? [...around][0] : undefined
  const left = inside.reduce(leaveStages, journey)
  const stage: Stage = { name, nodes: [...inside], stages: [], on: {}, resumable: false }
  const stages = { ...left.stages, [id]: stage }
  const outer = parent === undefined ? undefined : stages[parent]
  if (parent !== undefined && outer) stages[parent] = { ...outer, stages: [...outer.stages, id] }
  return { ...left, stages }
}

/** Takes a frame away; what stood in it stays, in the frame around it if there is one. */
export function removeStage(journey: Journey, id: string): Journey {
  const stage = journey.stages[id]
  if (!stage) return journey
  const nodes = [...stage.nodes, ...Object.values(stage.regions ?? {}).flatMap((region) => region.nodes)]
  const stages = Object.fromEntries(
    Object.entries(without(journey.stages, id)).map(([name, each]) => {
      if (!each.stages.includes(id)) return [name, each]
      const inner = each.stages.flatMap((one) => (one === id ? stage.stages : [one]))
      return [name, { ...each, stages: inner, nodes: [...each.nodes, ...nodes] }]
    }),
  )
  const removed = { ...journey, stages, suppressed: journey.suppressed.filter((each) => each.node !== id) }
  return mapTargets(removed, (to) => (resumedStage(to) === id ? null : to))
}

/** Changes a stage's name, interrupts, time limit, way back or regions. `undefined` takes a part away. */
export function setStage(journey: Journey, id: string, change: Partial<Stage>): Journey {
  const stage = journey.stages[id]
  if (!stage) return journey
  const changed = Object.fromEntries(Object.entries({ ...stage, ...change }).filter(([, value]) => value !== undefined))
  return { ...journey, stages: { ...journey.stages, [id]: changed as Stage } }
}

/** Puts a step into a stage, or out of every stage. */
export function putInStage(journey: Journey, node: string, stage: string | null): Journey {
  if (!journey.nodes[node]) return journey
  const left = leaveStages(journey, node)
  const target = stage === null ? undefined : left.stages[stage]
  if (stage === null || !target) return left
  return { ...left, stages: { ...left.stages, [stage]: { ...target, nodes: [...target.nodes, node] } } }
}

function leaveStages(journey: Journey, node: string): Journey {
  const stages = Object.fromEntries(
    Object.entries(journey.stages).map(([id, stage]) => {
      if (stage.nodes.includes(node)) return [id, { ...stage, nodes: stage.nodes.filter((each) => each !== node) }]
      if (!stage.regions) return [id, stage]
      const regions = Object.entries(stage.regions)
        .map(([name, region]) => [name, { ...region, nodes: region.nodes.filter((each) => each !== node) }] as const)
        .filter(([, region]) => region.nodes.length > 0)
      return [id, regions.length > 0 ? { ...stage, regions: Object.fromEntries(regions) } : without(stage, 'regions')]
    }),
  )
  return { ...journey, stages }
}
