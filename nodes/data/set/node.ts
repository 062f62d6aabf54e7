import { z } from 'zod'
import { defineNode, type FactValue } from '#sdk'

const Row = z
  .strictObject({
    fact: z.string().min(1).meta({ title: 'Fact', widget: 'fact' }),
    text: z.string().max(20_000).optional().meta({ title: 'Text', widget: 'template' }),
    formula: z.string().max(2000).optional().meta({ title: 'Or a formula', widget: 'formula' }),
  })
  .refine(({ text, formula }) => (text === undefined) !== (formula === undefined), {
    message: 'Give a text or a formula, one of them.',
    path: ['text'],
  })

const Config = z
  .strictObject({
    values: z.array(Row).max(50).default([]).meta({ title: 'Facts' }),
    forget: z.array(z.string().min(1)).max(50).default([]).meta({ title: 'Facts to forget', widget: 'fact' }),
  })
  .refine(({ values, forget }) => values.length + forget.length > 0, {
    message: 'Set a fact, or forget one.',
    path: ['values'],
  })

/** Sets facts, from text or from a formula. */
export const set = defineNode({
  type: 'set',
  version: 1,
  group: 'data',
  title: 'Set facts',
  icon: 'variable',
  description: 'Sets facts from text or a formula.',
  keywords: ['assign', 'data', 'calculate', 'store'],
  config: Config,
  outcomes: {
    done: {
      label: 'Done',
      captures: ({ values }) => values.flatMap(({ fact, formula }) => (formula ? [] : [fact])),
      // Without what it is worked out from there is no value, and the fact stays as it was.
      mayCapture: ({ values }) => values.flatMap(({ fact, formula }) => (formula ? [fact] : [])),
      forgets: ({ forget }) => forget,
    },
  },
  references: ({ values, forget }) => [
    ...values.map(({ fact }, index) => ({ kind: 'fact' as const, id: fact, path: ['values', index, 'fact'] })),
    ...forget.map((id, index) => ({ kind: 'fact' as const, id, path: ['forget', index] })),
  ],
  templates: ({ values }) =>
    values.flatMap(({ text }, index) =>
      text === undefined ? [] : [{ path: ['values', index, 'text'], source: text }],
    ),
  formulas: ({ values }) =>
    values.flatMap(({ fact, formula }, index) =>
      formula ? [{ path: ['values', index, 'formula'], source: formula, type: 'value' as const, keeps: fact }] : [],
    ),
  channels: 'any',
  effects: 'none',
  summary: ({ values, forget }) => [
    ...values.flatMap(({ fact, text, formula }) => [{ fact }, { text: ` = ${formula ?? text ?? ''} ` }]),
    ...forget.flatMap((fact) => [{ text: 'forget ' }, { fact }]),
  ],
  enter({ config, render, value }) {
    const captured: Record<string, FactValue> = {}
    for (const { fact, text, formula } of config.values) {
      const worked = formula ? value(formula) : render(text ?? '')
      if (worked !== undefined) captured[fact] = worked
    }
    return { outcome: 'done', captured, forgotten: config.forget }
  },
})
