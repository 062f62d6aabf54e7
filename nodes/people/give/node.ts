import { z } from 'zod'
import { defineNode } from '#sdk'

/** The first step of a protocol: settles what a person is given. Everything known, unless a reason is stated. */
export const give = defineNode({
  type: 'give',
  version: 1,
  group: 'people',
  title: 'Give the context',
  icon: 'package-export',
  description: 'Hands everything known to the person who takes over.',
  keywords: ['protocol', 'context', 'summary', 'package'],
  config: z.strictObject({
    say: z
      .string()
      .max(2000)
      .optional()
      .meta({ title: 'Tell the customer', widget: 'template', placeholder: 'I am getting a colleague for you.' }),
  }),
  outcomes: { given: { label: 'Given' } },
  templates: ({ say }) => (say === undefined ? [] : [{ path: ['say'], source: say }]),
  speaks: ({ say }) => say !== undefined,
  role: 'give',
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ say }) => [{ text: say ?? 'Facts, transcript, and what was tried' }],
  enter: ({ config, render }) => ({
    outcome: 'given',
    effects: config.say === undefined ? [] : [{ type: 'message.send', text: render(config.say) }],
  }),
})
