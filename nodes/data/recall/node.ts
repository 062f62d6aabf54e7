import { z } from 'zod'
import { defineNode, type FactValue, is, pick } from '#sdk'

/** Looks up what we already know of the customer, so that they are not asked. */
export const recall = defineNode({
  type: 'recall',
  version: 1,
  group: 'data',
  title: 'Recall the customer',
  icon: 'history',
  description: 'Looks up profile, facts and history, so that nothing known is asked.',
  keywords: ['lookup', 'crm', 'profile', 'history', 'record'],
  config: z.strictObject({
    what: z
      .array(z.enum(['profile', 'facts', 'history', 'open_runs']))
      .min(1)
      .default(['profile', 'facts', 'history'])
      .meta({ title: 'What to look up' }),
    facts: z
      .array(
        z.strictObject({
          fact: z.string().min(1).meta({ title: 'Keep as', widget: 'fact' }),
          from: z.string().min(1).max(200).meta({ title: 'From', placeholder: 'profile.tier' }),
        }),
      )
      .max(50)
      .default([])
      .meta({ title: 'What to keep of it' }),
  }),
  outcomes: {
    found: { label: 'Known customer', dependsOnData: true, mayCapture: ({ facts }) => facts.map(({ fact }) => fact) },
    nothing: { label: 'Nothing known', dependsOnData: true },
    failed: { label: 'Could not look' },
  },
  references: ({ facts }) =>
    facts.map(({ fact }, index) => ({ kind: 'fact', id: fact, path: ['facts', index, 'fact'] })),
  waits: ['effect.done'],
  bounded: () => true,
  channels: 'any',
  effects: 'keyed',
  summary: ({ what, facts }) => [
    { text: what.join(', ').replace('_', ' ') },
    ...facts.flatMap(({ fact }) => [{ text: ' → ' }, { fact }]),
  ],
  enter: ({ config }) => ({ effects: [{ type: 'record.recall', as: 'recall', what: config.what }] }),
  resume({ config }, event) {
    if (is(event, 'effect.failed')) return { outcome: 'failed' }
    if (!is(event, 'effect.done')) return {}
    const captured: Record<string, FactValue> = {}
    for (const { fact, from } of config.facts) {
      const value = pick(event.result, from)
      if (value !== undefined) captured[fact] = value
    }
    const known = Object.values(event.result).some(
      (part) => typeof part === 'object' && part !== null && Object.keys(part).length > 0,
    )
    return { outcome: known ? 'found' : 'nothing', captured }
  },
})
