import { z } from 'zod'
import { chunks, defineNode } from '#sdk'

/** Ends the journey, the handoff or the part it stands in, and names how it ended. */
export const end = defineNode({
  type: 'end',
  version: 1,
  group: 'compose',
  title: 'End',
  icon: 'flag',
  description: 'Ends here, with a name for how it ended.',
  keywords: ['finish', 'stop', 'exit', 'goal', 'resolution'],
  config: z.strictObject({
    as: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'Use lower case letters, digits and underscores.')
      .max(60)
      .default('solved')
      .meta({ title: 'Ended as', placeholder: 'solved' }),
    text: z.string().max(20_000).optional().meta({ title: 'Last words', widget: 'template' }),
  }),
  outcomes: {},
  templates: ({ text }) => (text === undefined ? [] : [{ path: ['text'], source: text }]),
  speaks: ({ text }) => text !== undefined,
  channels: 'any',
  effects: 'at-most-once',
  ends: ({ as }) => as,
  summary: ({ as, text }) => [
    { text: as.replaceAll('_', ' ') },
    ...(text === undefined ? [] : [{ text: ': ' }, ...chunks(text)]),
  ],
  enter: ({ config, render }) => ({
    memory: undefined,
    effects: config.text === undefined ? [] : [{ type: 'message.send', text: render(config.text) }],
  }),
})
