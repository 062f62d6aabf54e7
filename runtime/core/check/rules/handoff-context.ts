import { type Problem, problem } from '../../problem.ts'
import { given } from '../step.ts'
import type { Subject } from '../subject.ts'

const why = 'The agent starts without the whole story, and the customer has to tell it again.'

/** Every handoff carries everything known; what is left out has a reason. */
export function handoffContext(subject: Subject): Problem[] {
  const { journey, flat, graph, known, walks } = subject
  const problems: Problem[] = []
  if (journey.kind === 'protocol' && graph.entries.length === 0) {
    const message = `“${journey.name}” gives no context. Add a “give” step and start with it.`
    problems.push(problem('handoff.context', 'error', null, message, why, { path: ['nodes'] }))
  }
  for (const { id, node, type } of graph.nodes.values()) {
    if (type?.role === 'offer' && known.reached(id) && !known.certainly(id, given)) {
      const walk = walks.find(({ point, knows }) => point === id && !knows(given), [given])
      if (walk === null) continue
      const message = `${subject.nameOf(id)} can be reached without giving the context first. Put a “give” step before it.`
      problems.push(subject.about(id, 'handoff.context', 'error', message, why, { walk: walk ?? walks.to(id) }))
    }
    if (type?.inlines?.kind !== 'protocol') continue
    if (givesNothing(subject, id)) {
      const message = `${subject.nameOf(id)} hands over by a protocol that gives no context. Add a “give” step to the protocol.`
      problems.push(
        subject.about(id, 'handoff.context', 'error', message, why, { path: ['config'], walk: walks.to(id) }),
      )
    }
    for (const [index, fact] of leftOutWithoutReason(node.config.leaveOut)) {
      const message = `${subject.nameOf(id)} leaves out ${fact === undefined ? 'a fact' : `“${flat.journey.facts[fact]?.label ?? fact}”`} without saying why. Give the reason, or do not leave it out.`
      problems.push(
        subject.about(id, 'handoff.context', 'error', message, why, {
          path: ['config', 'leaveOut', index],
          walk: walks.to(id),
        }),
      )
    }
  }
  return problems
}

/** Whether a node hands over by a protocol that exists and has no give step. */
export function givesNothing({ graph, catalog }: Subject, id: string): boolean {
  const { type, config } = graph.nodes.get(id) ?? {}
  if (type?.inlines?.kind !== 'protocol' || config === undefined) return false
  const name = type.inlines.document(config)
  const document = Object.hasOwn(catalog.documents, name) ? catalog.documents[name] : undefined
  if (document?.kind !== 'protocol') return false
  return !Object.values(document.nodes).some((node) => catalog.nodes.get(node.type)?.role === 'give')
}

/** Reads the settings as drawn, because without a reason they do not parse. */
function leftOutWithoutReason(leaveOut: unknown): [number, string | undefined][] {
  if (!Array.isArray(leaveOut)) return leaveOut === undefined ? [] : [[0, undefined]]
  return leaveOut.flatMap((each: unknown, index): [number, string | undefined][] => {
    const { fact, reason } = (typeof each === 'object' && each !== null ? each : {}) as {
      fact?: unknown
      reason?: unknown
    }
    if (typeof fact === 'string' && typeof reason === 'string' && reason.trim().length >= 3) return []
    return [[index, typeof fact === 'string' ? fact : undefined]]
  })
}
