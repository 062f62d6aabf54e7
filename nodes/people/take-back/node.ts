import { z } from 'zod'
import { defineNode } from '#sdk'

/** The journey speaks again after a person was with the customer. */
export const takeBack = defineNode({
  type: 'take-back',
  version: 1,
  group: 'people',
  title: 'Take back',
  icon: 'arrow-back-up',
  description: 'The journey takes over again after the agent.',
  keywords: ['protocol', 'return', 'back', 'closing'],
  config: z.strictObject({
    text: z.string().max(2000).optional().meta({ title: 'Closing words', widget: 'template' }),
  }),
  outcomes: { done: { label: 'Done' } },
  templates: ({ text }) => (text === undefined ? [] : [{ path: ['text'], source: text }]),
  speaks: ({ text }) => text !== undefined,
  role: 'take-back',
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ text }) => [{ text: text ?? 'Without a word' }],
  enter: ({ config, render }) => ({
    outcome: 'done',
    effects: config.text === undefined ? [] : [{ type: 'message.send', text: render(config.text) }],
  }),
})
