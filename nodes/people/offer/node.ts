import { z } from 'zod'
import { chunks, defineNode, is, type Json } from '#sdk'
import { durationBetween, durationMs } from '../../duration.ts'

/** Offers the customer to a queue and keeps them company until somebody accepts. */
export const offer = defineNode({
  type: 'offer',
  version: 1,
  group: 'people',
  title: 'Offer to a queue',
  icon: 'users-plus',
  description: 'Waits for a person, and tells the customer what is going on meanwhile.',
  keywords: ['protocol', 'queue', 'wait', 'agent'],
  config: z.strictObject({
    meanwhile: z
      .string()
      .min(1)
      .max(2000)
      .default('One moment, I am getting a colleague. They will see everything you told me.')
      .meta({ title: 'Tell the customer at once', widget: 'template' }),
    reminder: z
      .strictObject({
        every: durationBetween('PT30S', 'P7D', 'Remind every 30 seconds at most, and once a week at least.').meta({
          title: 'Every',
          widget: 'duration',
        }),
        text: z.string().min(1).max(2000).meta({ title: 'Say', widget: 'template' }),
      })
      .optional()
      .meta({ title: 'While they wait' }),
    queue: z
      .string()
      .optional()
      .meta({ title: 'Queue', description: 'The one of the hand-over step when left open.', widget: 'queue' }),
    queueFrom: z.string().min(1).optional().meta({
      title: 'Queue an agent passed it on to',
      description: 'The fact that holds it. It goes first, and is used once.',
      widget: 'fact',
    }),
  }),
  outcomes: {
    accepted: { label: 'Accepted', forgets: used },
    declined: { label: 'Declined', forgets: used },
    left: { label: 'Customer left', mayEnd: true, forgets: used },
  },
  references: ({ queue, queueFrom }) => [
    ...(queue === undefined ? [] : [{ kind: 'queue' as const, id: queue, path: ['queue'] }]),
    ...(queueFrom === undefined ? [] : [{ kind: 'fact' as const, id: queueFrom, path: ['queueFrom'] }]),
  ],
  templates: ({ meanwhile, reminder }) => [
    { path: ['meanwhile'], source: meanwhile },
    ...(reminder ? [{ path: ['reminder', 'text'], source: reminder.text }] : []),
  ],
  waits: ['agent.accepted', 'agent.declined', 'customer.left', 'message.received', 'call.started', 'call.ended'],
  speaks: true,
  role: 'offer',
  channels: 'any',
  effects: 'keyed',
  summary: ({ meanwhile }) => chunks(meanwhile),

  enter({ config, params, render, give, known, facts }) {
    const leaveOut = (params.leaveOut ?? []) as { fact: string; reason: string }[]
    const context = give(render(text(params.reason, 'The customer needs a person')), leaveOut)
    const { queueFrom } = config
    const passedOn = queueFrom !== undefined && known(queueFrom) ? facts[queueFrom]?.value : undefined
    const queue = typeof passedOn === 'string' ? passedOn : (config.queue ?? text(params.queue, 'default'))
    const priority = text(params.priority, 'normal') as 'low' | 'normal' | 'high' | 'urgent'
    return {
      anyChannel: true,
      ...(passedOn === undefined ? {} : { forgotten: [queueFrom as string] }),
      effects: [
        { type: 'message.send', text: render(config.meanwhile) },
        { type: 'handoff.request', queue, priority, skills: (params.skills ?? []) as string[], context },
      ],
      ...(config.reminder ? { wakeMs: durationMs(config.reminder.every) } : {}),
    }
  },

  resume({ config, channel, render }, event) {
    if (is(event, 'agent.accepted')) return { outcome: 'accepted' }
    if (is(event, 'agent.declined')) {
      return { outcome: 'declined', effects: [{ type: 'handoff.withdraw', reason: event.reason ?? 'Declined' }] }
    }
    if (is(event, 'customer.left') || (is(event, 'call.ended') && channel === 'voice')) {
      return { outcome: 'left', effects: [{ type: 'handoff.withdraw', reason: 'The customer left' }] }
    }
    if (is(event, 'call.started'))
      return { anyChannel: true, effects: [{ type: 'message.send', text: render(config.meanwhile) }] }
    if (is(event, 'node.woke') && config.reminder) {
      return {
        anyChannel: true,
        effects: [{ type: 'message.send', text: render(config.reminder.text) }],
        wakeMs: durationMs(config.reminder.every),
      }
    }
    return { anyChannel: true }
  },
})

/** The queue it was passed on to counts once. */
function used({ queueFrom }: { queueFrom?: string }): string[] {
  return queueFrom === undefined ? [] : [queueFrom]
}

function text(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
