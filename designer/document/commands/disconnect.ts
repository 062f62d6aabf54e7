import type { Journey } from '#core'
import { without } from '../command.ts'
import type { Link } from '../targets.ts'

/** Cuts a connection. A stage loses the interrupt, time limit or ending that made it. */
export function disconnect(
  journey: Journey,
  { kind, from, outcome }: Pick<Link, 'kind' | 'from' | 'outcome'>,
): Journey {
  if (kind === 'outcome') {
    const node = journey.nodes[from]
    if (!node || !(outcome in node.next)) return journey
    return { ...journey, nodes: { ...journey.nodes, [from]: { ...node, next: without(node.next, outcome) } } }
  }
  const stage = journey.stages[from]
  if (!stage) return journey
  const changed = {
    on: { ...stage, on: without(stage.on, outcome) },
    within: without(stage, 'within'),
    done: without(stage, 'done'),
  }[kind]
  return { ...journey, stages: { ...journey.stages, [from]: changed } }
}
