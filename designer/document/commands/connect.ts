import type { Journey } from '#core'
import { type Link, resumedStage } from '../targets.ts'

/** Joins a way out to a step or a stage's history. It leads to one place, so connecting again moves it. */
export function connect(journey: Journey, { kind, from, outcome, to }: Link): Journey {
  const resumed = resumedStage(to)
  if (resumed === null ? !journey.nodes[to] : !journey.stages[resumed]) return journey
  if (kind === 'outcome') {
    const node = journey.nodes[from]
    return node
      ? { ...journey, nodes: { ...journey.nodes, [from]: { ...node, next: { ...node.next, [outcome]: to } } } }
      : journey
  }
  const stage = journey.stages[from]
  if (!stage) return journey
  const changed = {
    on: { ...stage, on: { ...stage.on, [outcome]: to } },
    within: stage.within ? { ...stage, within: { ...stage.within, else: to } } : stage,
    done: { ...stage, done: to },
  }[kind]
  return { ...journey, stages: { ...journey.stages, [from]: changed } }
}
