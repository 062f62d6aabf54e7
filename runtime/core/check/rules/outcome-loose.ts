import { mayEnd } from '../../outcomes.ts'
import type { Problem } from '../../problem.ts'
import type { Subject } from '../subject.ts'

/** Every outcome that must lead somewhere does. The ways out of an offer and of an agent are `handoff.stuck`’s. */
export function outcomeLoose(subject: Subject): Problem[] {
  return [...subject.graph.nodes.values()].flatMap(({ id, node, type, outcomes }) => {
    if (!type || type.ends || type.role === 'offer' || type.role === 'with-agent') return []
    return Object.entries(outcomes).flatMap(([outcome, declared]) => {
      const connected = Object.hasOwn(node.next, outcome)
      if (connected || mayEnd(declared) || (outcome === 'no_answer' && !canTimeOut(subject, id))) return []
      const message = `${subject.nameOf(id)} has no next step for “${declared.label}”. Connect it to a step.`
      const why = 'A customer who gets this far hears nothing more.'
      const walk = subject.walks.to(id)
      return [
        subject.about(id, 'outcome.loose', 'error', message, why, {
          path: ['next', outcome],
          walk: walk && [...walk, { node: id, outcome }],
        }),
      ]
    })
  })
}

/** Whether `no_answer` can come here: without a time limit a wait ends by itself, and then that is the problem. */
export function canTimeOut({ graph }: Subject, id: string): boolean {
  const node = graph.nodes.get(id)
  if (node?.node.timeout !== undefined || node?.waits.length === 0) return true
  return typeof node?.type?.outcomes === 'object' && 'no_answer' in node.type.outcomes
}
