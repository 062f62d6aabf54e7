import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { chunks, defineNode, is, type Json } from '#sdk'

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
        every: z.iso.duration().meta({ title: 'Every', widget: 'duration' }),
        text: z.string().min(1).max(2000).meta({ title: 'Say', widget: 'template' }),
      })
      .optional()
      .meta({ title: 'While they wait' }),
    queue: z
      .string()
      .optional()
      .meta({ title: 'Queue', description: 'The one of the hand-over step when left open.', widget: 'queue' }),
  }),
  outcomes: {
    accepted: { label: 'Accepted' },
    declined: { label: 'Declined' },
    left: { label: 'Customer left', mayEnd: true },
  },
  references: ({ queue }) => (queue === undefined ? [] : [{ kind: 'queue', id: queue, path: ['queue'] }]),
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

  enter({ config, params, render, give }) {
    const leaveOut = (params.leaveOut ?? []) as { fact: string; reason: string }[]
    const context = give(render(text(params.reason, 'The customer needs a person')), leaveOut)
    const queue = config.queue ?? text(params.queue, 'default')
    const priority = text(params.priority, 'normal') as 'low' | 'normal' | 'high' | 'urgent'
    return {
      anyChannel: true,
      effects: [
        { type: 'message.send', text: render(config.meanwhile) },
        { type: 'handoff.request', queue, priority, skills: (params.skills ?? []) as string[], context },
      ],
      ...(config.reminder ? { wakeMs: ms(config.reminder.every) } : {}),
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
        wakeMs: ms(config.reminder.every),
      }
    }
    return { anyChannel: true }
  },
})

function text(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

function ms(duration: string): number {
  return Temporal.Duration.from(duration).total({ unit: 'milliseconds', relativeTo: '1970-01-01T00:00Z[UTC]' })
}
