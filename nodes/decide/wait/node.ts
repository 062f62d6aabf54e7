import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { defineNode } from '#sdk'

/** Waits for a while, for something to happen, or for whichever comes first. */
export const wait = defineNode({
  type: 'wait',
  version: 1,
  group: 'decide',
  title: 'Wait',
  icon: 'hourglass',
  description: 'Waits for a time, for an event, or for whichever comes first.',
  keywords: ['delay', 'pause', 'timer', 'until', 'sleep'],
  config: z.strictObject({
    duration: z.iso.duration().optional().meta({ title: 'For at most', widget: 'duration' }),
    events: z.array(z.string().min(1).max(120)).max(20).default([]).meta({
      title: 'Or until one of these happens',
      description: 'Such as order.delivered, or message.received when the customer writes.',
    }),
  }),
  outcomes: { elapsed: { label: 'Time is up' }, happened: { label: 'It happened' } },
  waits: ({ events }) => (events.length === 0 ? ['node.woke'] : events),
  bounded: ({ duration }) => duration !== undefined,
  channels: 'any',
  effects: 'none',
  summary: ({ duration, events }) => [
    {
      text: [
        duration && `for ${duration.slice(1).replace('T', ' ').trim().toLowerCase()}`,
        events.length > 0 && `until ${events.join(' or ')}`,
      ]
        .filter(Boolean)
        .join(', '),
    },
  ],
  enter: ({ config }) => (config.duration === undefined ? {} : { wakeMs: ms(config.duration) }),
  resume: (_, event) => ({ outcome: event.type === 'node.woke' ? 'elapsed' : 'happened' }),
})

function ms(duration: string): number {
  return Temporal.Duration.from(duration).total({ unit: 'milliseconds', relativeTo: '1970-01-01T00:00Z[UTC]' })
}
