import { mayEnd } from '../../outcomes.ts'
import type { Problem } from '../../problem.ts'
import type { Subject } from '../subject.ts'

/** Accepted, declined, nobody in time, customer left, given back: each has a way on. */
export function handoffStuck(subject: Subject): Problem[] {
  const { graph, flat, walks } = subject
  return [...graph.nodes.values()].flatMap(({ id, node, type, outcomes, stages, frames }) => {
    if (type?.role !== 'offer' && type?.role !== 'with-agent') return []
    const name = subject.nameOf(id)
    const limited =
      node.timeout !== undefined ||
      stages.some((stage) => flat.journey.stages[stage]?.within) ||
      frames.some((frame) => graph.nodes.get(frame)?.node.timeout !== undefined)
    const problems: Problem[] = []
    if (type.role === 'offer' && !limited) {
      const message = `${name} waits for a person without a time limit. Set “wait at most”, and say what happens when nobody comes.`
      const why = 'If nobody is free, the customer waits for ever.'
      problems.push(
        subject.about(id, 'handoff.stuck', 'error', message, why, { path: ['timeout'], walk: walks.to(id) }),
      )
    }
    for (const [outcome, declared] of Object.entries(outcomes)) {
      const late = outcome === 'no_answer' && node.timeout === undefined
      if (Object.hasOwn(node.next, outcome) || mayEnd(declared) || late) continue
      const message = `${name} has no way on for “${declared.label}”. Connect it to a step.`
      const why = 'The customer is left between the journey and the people, and nobody answers.'
      const walk = walks.to(id)
      problems.push(
        subject.about(id, 'handoff.stuck', 'error', message, why, {
          path: ['next', outcome],
          walk: walk && [...walk, { node: id, outcome }],
        }),
      )
    }
    return problems
  })
}
