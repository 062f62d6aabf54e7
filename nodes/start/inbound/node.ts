import { z } from 'zod'
import { channelIds, channels as channelTable, defineNode, is, says } from '#sdk'

/** Starts the journey when a customer writes or calls. */
export const inbound = defineNode({
  type: 'inbound',
  version: 1,
  group: 'start',
  title: 'Customer gets in touch',
  icon: 'message-circle-down',
  description: 'Starts when a customer writes or calls.',
  keywords: ['trigger', 'start', 'message', 'call', 'begin'],
  config: z.strictObject({
    channels: z
      .array(z.enum(channelIds))
      .default([])
      .meta({ title: 'On these channels', description: 'Leave empty for all of them.', widget: 'channels' }),
    keywords: z
      .array(z.string().min(1).max(80))
      .max(50)
      .default([])
      .meta({ title: 'Only when it contains one of', description: 'Whole words. Leave empty for every message.' }),
    calls: z.boolean().default(true).meta({ title: 'Calls start it too' }),
  }),
  outcomes: { received: { label: 'Received' } },
  channels: 'any',
  effects: 'none',
  starts({ channels, keywords, calls }, event) {
    if (is(event, 'call.started')) return calls && (channels.length === 0 || channels.includes('voice'))
    if (!is(event, 'message.received')) return false
    if (channels.length > 0 && !channels.includes(event.channel)) return false
    return keywords.length === 0 || keywords.some((keyword) => says(event.text, keyword))
  },
  summary: ({ channels, keywords }) => [
    { text: channels.length === 0 ? 'On any channel' : `On ${channels.map((id) => channelTable[id].name).join(', ')}` },
    ...(keywords.length > 0 ? [{ text: `, saying ${keywords.join(' or ')}` }] : []),
  ],
  enter: () => ({ outcome: 'received' }),
})
