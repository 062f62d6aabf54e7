import type { GraphNode } from '../../graph.ts'
import type { Problem } from '../../problem.ts'
import { readDuration } from '../reading.ts'
import { told } from '../step.ts'
import type { Subject } from '../subject.ts'

/** How long a customer may wait for a person after one announcement, before the silence is a problem. */
const patienceMs = 2 * 60_000

/** Every handoff tells the customer something before the wait for a person, and again while it lasts. */
export function handoffSilent(subject: Subject): Problem[] {
  const { graph, known, walks } = subject
  return [...graph.nodes.values()].flatMap((node) => {
    const { id, type, config } = node
    if (type?.role !== 'offer' || config === undefined || !known.reached(id)) return []
    const speaks = typeof type.speaks === 'function' ? type.speaks(config) : type.speaks === true
    if (!speaks && !known.certainly(id, told)) {
      const walk = walks.find(({ point, knows }) => point === id && !knows(told), [told])
      if (walk !== null) {
        const message = `${subject.nameOf(id)} waits for a person without a word to the customer. Say what is going on before it.`
        const why = 'The customer hears nothing and thinks they were forgotten.'
        return [subject.about(id, 'handoff.silent', 'error', message, why, { walk: walk ?? walks.to(id) })]
      }
    }
    if (
      keepsCompany(config) ||
      (readDuration(node.node.timeout) ?? Number.POSITIVE_INFINITY) <= patienceMs ||
      spokenBeside(subject, node)
    )
      return []
    const message = `${subject.nameOf(id)} lets the customer wait without another word. Add something to say while they wait.`
    const why = 'After a few silent minutes customers hang up, or write again somewhere else.'
    return [
      subject.about(id, 'handoff.silent', 'warning', message, why, {
        path: ['config', 'reminder'],
        walk: walks.to(id),
      }),
    ]
  })
}

function keepsCompany(config: unknown): boolean {
  return typeof config === 'object' && config !== null && (config as { reminder?: unknown }).reminder !== undefined
}

/** Whether another region of a stage around the offer speaks meanwhile. */
function spokenBeside({ graph, flat }: Subject, { id, stages }: GraphNode): boolean {
  return stages.some((stage) =>
    Object.values(flat.journey.stages[stage]?.regions ?? {}).some(({ nodes }) => {
      return !nodes.includes(id) && nodes.some((each) => graph.nodes.get(each)?.type?.speaks === true)
    }),
  )
}
