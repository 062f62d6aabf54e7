import { z } from 'zod'
import { channelIds, channels, defineNode, type Outcome } from '#sdk'
import { distinct, notDistinct, OutcomeId } from '../../outcome-id.ts'

/** Goes different ways by the channel the customer is on. */
export const byChannel = defineNode({
  type: 'by-channel',
  version: 1,
  group: 'decide',
  title: 'By channel',
  icon: 'route-alt-left',
  description: 'Goes different ways by the channel the customer is on.',
  keywords: ['switch', 'medium', 'phone', 'email', 'chat'],
  config: z.strictObject({
    groups: z
      .array(
        z.strictObject({
          id: OutcomeId.meta({ title: 'Id' }),
          label: z.string().min(1).max(120).meta({ title: 'Name' }),
          channels: z.array(z.enum(channelIds)).min(1).meta({ title: 'Channels', widget: 'channels' }),
        }),
      )
      .min(1)
      .max(16)
      .refine((groups) => distinct(groups, ['otherwise']), notDistinct)
      .meta({ title: 'Groups of channels', widget: 'choices' }),
  }),
  outcomes: ({ groups }): Record<string, Outcome> => ({
    ...Object.fromEntries(groups.map(({ id, label }) => [id, { label }])),
    otherwise: { label: 'Any other' },
  }),
  channels: 'any',
  effects: 'none',
  summary: ({ groups }) => [
    {
      text: groups
        .map((group) => `${group.label}: ${group.channels.map((id) => channels[id].name).join(', ')}`)
        .join('; '),
    },
  ],
  enter: ({ config, channel }) => ({
    outcome: config.groups.find((group) => group.channels.includes(channel))?.id ?? 'otherwise',
  }),
})
