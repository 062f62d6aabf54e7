import { z } from 'zod'
import { channelIds, chunks, defineNode } from '#sdk'

/** Says something to the customer. */
export const say = defineNode({
  type: 'say',
  version: 1,
  group: 'message',
  title: 'Say',
  icon: 'message-2',
  description: 'Sends a message on the customer’s channel; on a call it is spoken.',
  keywords: ['message', 'send', 'text', 'reply', 'tell'],
  config: z.strictObject({
    text: z.string().min(1).max(20_000).meta({ title: 'Message', widget: 'template' }),
    channel: z
      .enum(channelIds)
      .optional()
      .meta({ title: 'On', description: 'The customer’s current channel when left open.', widget: 'channel' }),
    variants: z
      .partialRecord(z.enum(channelIds), z.string().min(1).max(20_000))
      .default({})
      .meta({ title: 'Other words on some channels', widget: 'variants' }),
    subject: z.string().max(200).optional().meta({ title: 'Subject of an e-mail', widget: 'template' }),
  }),
  outcomes: { sent: { label: 'Sent' } },
  templates: ({ text, variants, subject }) => [
    { path: ['text'], source: text },
    ...Object.entries(variants).map(([channel, source]) => ({ path: ['variants', channel], source: source ?? '' })),
    ...(subject === undefined ? [] : [{ path: ['subject'], source: subject }]),
  ],
  speaks: true,
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ text }) => chunks(text),
  enter({ config, channel, render }) {
    const on = config.channel ?? channel
    const subject = config.subject === undefined || on !== 'email' ? {} : { subject: render(config.subject) }
    return {
      outcome: 'sent',
      effects: [{ type: 'message.send', channel: on, text: render(config.variants[on] ?? config.text), ...subject }],
    }
  },
})
