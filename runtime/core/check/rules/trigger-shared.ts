import { channelIds, type JourneyEvent } from '#sdk'
import type { GraphNode } from '../../graph.ts'
import type { Journey } from '../../journey.ts'
import type { Problem } from '../../problem.ts'
import type { Subject } from '../subject.ts'

/** No two live journeys of the same priority start on the same event. */
export function triggerShared(subject: Subject, others: readonly Journey[]): Problem[] {
  const { journey, graph, catalog } = subject
  if (journey.kind !== 'journey') return []
  const rivals = others.filter(
    (other) => other.kind === 'journey' && other.id !== journey.id && other.priority === journey.priority,
  )
  return graph.entries.flatMap((id) => {
    const entry = graph.nodes.get(id)
    if (!entry?.type?.starts || entry.config === undefined) return []
    return rivals.flatMap((rival) => {
      const shared = Object.values(rival.nodes).some((node) => {
        const type = catalog.nodes.get(node.type)
        const parsed = type?.starts ? type.config.safeParse(node.config) : undefined
        if (!type?.starts || !parsed?.success) return false
        const { starts } = type
        return samples([entry.config, parsed.data]).some(
          (event) => entryStarts(entry, event) && starts(parsed.data, event),
        )
      })
      if (!shared) return []
      const message = `${subject.nameOf(id)} starts on the same events as “${rival.name}”, which has the same priority. Give one of them a higher priority.`
      const why = 'Which of the two a customer gets is up to chance.'
      return [subject.about(id, 'trigger.shared', 'warning', message, why, { path: ['config'], walk: [] })]
    })
  })
}

function entryStarts({ type, config }: GraphNode, event: JourneyEvent): boolean {
  return type?.starts?.(config, event) ?? false
}

/** Events that could start either of two journeys: every channel, with every word their settings name; and named events. */
function samples(configs: unknown[]): JourneyEvent[] {
  const words = [...new Set(['', ...configs.flatMap(textsIn)])].slice(0, 200)
  const at = 0
  return [
    { type: 'call.started', channel: 'voice', at },
    ...words.map((type) => ({ type, at, data: {} })),
    ...channelIds.flatMap((channel) => words.map((text) => ({ type: 'message.received' as const, channel, text, at }))),
  ]
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
