import { z } from 'zod'
import { defineNode, type Outcome } from '#sdk'
import { distinct, notDistinct, OutcomeId } from '../../outcome-id.ts'

const Row = z.strictObject({
  id: OutcomeId.meta({ title: 'Id' }),
  label: z.string().min(1).max(120).meta({ title: 'Name' }),
  when: z.string().min(1).max(2000).meta({ title: 'When', widget: 'formula' }),
})

/** Goes different ways by what is known. The first row that is true wins. */
export const branch = defineNode({
  type: 'branch',
  version: 1,
  group: 'decide',
  title: 'Decide',
  icon: 'arrows-split-2',
  description: 'Goes different ways by what is known.',
  keywords: ['if', 'condition', 'decision', 'switch', 'split'],
  config: z.strictObject({
    rows: z
      .array(Row)
      .min(1)
      .max(30)
      .refine((rows) => distinct(rows, ['otherwise']), notDistinct)
      .meta({ title: 'Ways', widget: 'choices' }),
  }),
  outcomes: ({ rows }): Record<string, Outcome> => ({
    ...Object.fromEntries(rows.map(({ id, label }) => [id, { label, dependsOnData: true }])),
    otherwise: { label: 'Otherwise', dependsOnData: true },
  }),
  formulas: ({ rows }) =>
    rows.map(({ when }, index) => ({ path: ['rows', index, 'when'], source: when, type: 'yes-no' as const })),
  channels: 'any',
  effects: 'none',
  summary: ({ rows }) => [{ text: rows.map((row) => row.label).join(', ') }],
  enter: ({ config, test }) => ({ outcome: config.rows.find((row) => test(row.when))?.id ?? 'otherwise' }),
})
