import { z } from 'zod'
import { defineNode, type Outcome } from '#sdk'
import { durationBetween, durationMs } from '../../duration.ts'

/** Waits for a while, for something to happen, or for whichever comes first. */
export const wait = defineNode({
  type: 'wait',
  version: 1,
  group: 'decide',
  title: 'Wait',
  icon: 'hourglass',
  description: 'Waits for a time, for an event, or for whichever comes first.',
  keywords: ['delay', 'pause', 'timer', 'until', 'sleep', 'reply'],
  config: z
    .strictObject({
      duration: durationBetween('PT1S', 'P366D', 'Wait a second at least, and a year at most.')
        .optional()
        .meta({ title: 'For at most', widget: 'duration' }),
      customer: z.boolean().default(false).meta({ title: 'Or until the customer writes or calls' }),
      events: z
        .array(
          z
            .string()
            .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/, 'Write a name such as order.delivered.')
            .max(120)
            .meta({ widget: 'event', placeholder: 'order.delivered' }),
        )
        .max(20)
        .default([])
        .meta({ title: 'Or until one of these happens', description: 'Such as order.delivered.' }),
    })
    .refine(({ duration, customer, events }) => duration !== undefined || customer || events.length > 0, {
      message: 'Say how long to wait, or for what.',
      path: ['duration'],
    }),
  // Only what can come of it: a plain pause has nothing that happens, a wait without a time never has its time up.
  outcomes: ({ duration, customer, events }): Record<string, Outcome> => ({
    ...(duration === undefined ? {} : { elapsed: { label: 'Time is up' } }),
    ...(customer || events.length > 0 ? { happened: { label: 'It happened' } } : {}),
  }),
  waits: ({ customer, events }) => awaited(customer, events),
  bounded: ({ duration }) => duration !== undefined,
  channels: 'any',
  effects: 'none',
  summary: ({ duration, customer, events }) => {
    const until = [...(customer ? ['the customer writes or calls'] : []), ...events]
    const parts = [
      duration && `for ${duration.slice(1).replace('T', ' ').trim().toLowerCase()}`,
      until.length > 0 && `until ${until.join(' or ')}`,
    ]
    return [{ text: parts.filter(Boolean).join(', ') }]
  },
  // Nothing was asked, so whichever way the customer gets in touch counts.
  enter: ({ config }) => ({
    anyChannel: true,
    ...(config.duration === undefined ? {} : { wakeMs: durationMs(config.duration) }),
  }),
  resume: (_, event) => ({ outcome: event.type === 'node.woke' ? 'elapsed' : 'happened' }),
})

/** A call counts where words do: whoever waits for the customer does not want to miss them on the phone. */
function awaited(customer: boolean, events: readonly string[]): string[] {
  const named = customer || events.includes('message.received') ? ['message.received', 'call.started'] : []
  const all = [...new Set([...named, ...events])]
  return all.length === 0 ? ['node.woke'] : all
}
