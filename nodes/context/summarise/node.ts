import { z } from 'zod'
import { defineNode } from '#sdk'

/** Sums the conversation up in a few lines: who, why, what is known, what was tried, what is open. */
export const summarise = defineNode({
  type: 'summarise',
  version: 1,
  group: 'context',
  title: 'Summarise',
  icon: 'file-text',
  description: 'Sums up who, why, what is known and what was tried, and keeps it as a fact.',
  keywords: ['summary', 'note', 'recap', 'context'],
  config: z.strictObject({
    saveAs: z.string().min(1).default('summary').meta({ title: 'Keep as', widget: 'fact' }),
    note: z.boolean().default(false).meta({ title: 'Also put it on the customer’s timeline' }),
  }),
  outcomes: { done: { label: 'Done', captures: ({ saveAs }) => [saveAs] } },
  references: ({ saveAs }) => [{ kind: 'fact', id: saveAs, path: ['saveAs'] }],
  channels: 'any',
  effects: 'keyed',
  summary: ({ saveAs }) => [{ text: 'Kept as ' }, { fact: saveAs }],
  enter({ config, give }) {
    // An earlier summary would only repeat itself inside the new one.
    const { summary } = give('', [{ fact: config.saveAs, reason: 'The summary itself' }])
    const text = summary.map((line) => `${line.label}: ${line.text}`).join('\n')
    return {
      outcome: 'done',
      captured: { [config.saveAs]: text },
      effects: config.note ? [{ type: 'record.note', text }] : [],
    }
  },
})
