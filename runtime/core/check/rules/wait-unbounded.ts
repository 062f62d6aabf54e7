import type { Problem } from '../../problem.ts'
import type { Subject } from '../subject.ts'

/** Every wait has a time limit: its own, or that of a stage or handoff around it. An offer's is `handoff.stuck`’s. */
export function waitUnbounded(subject: Subject): Problem[] {
  const { graph, flat } = subject
  return [...graph.nodes.values()].flatMap(({ id, node, type, config, waits, stages, frames }) => {
    if (waits.length === 0 || !type || type.inlines || type.role === 'offer' || node.timeout !== undefined) return []
    if (config !== undefined && type.bounded?.(config)) return []
    if (stages.some((stage) => flat.journey.stages[stage]?.within)) return []
    if (frames.some((frame) => graph.nodes.get(frame)?.node.timeout !== undefined)) return []
    const message = `${subject.nameOf(id)} waits without a time limit. Set “wait at most”, and connect “No answer”.`
    const why = 'A customer who does not answer, or whom nobody answers, is never heard of again.'
    return [
      subject.about(id, 'wait.unbounded', 'error', message, why, { path: ['timeout'], walk: subject.walks.to(id) }),
    ]
  })
}
