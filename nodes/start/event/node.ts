import { z } from 'zod'
import { defineNode, type FactValue, pick } from '#sdk'

/** Starts the journey when another system says that something happened. */
export const event = defineNode({
  type: 'event',
  version: 1,
  group: 'start',
  title: 'Something happened',
  icon: 'bolt',
  description: 'Starts on an event of another system, such as a delayed order.',
  keywords: ['trigger', 'webhook', 'crm', 'system', 'start'],
  config: z.strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/, 'Write a name such as order.delayed.')
      .max(120)
      .meta({ title: 'Event', placeholder: 'order.delayed' }),
    facts: z
      .array(
        z.strictObject({
          fact: z.string().min(1).meta({ title: 'Keep as', widget: 'fact' }),
          from: z.string().min(1).max(200).meta({ title: 'From the field', placeholder: 'order.number' }),
        }),
      )
      .max(50)
      .default([])
      .meta({ title: 'What to keep of it' }),
  }),
  outcomes: { happened: { label: 'Happened' } },
  references: ({ facts }) =>
    facts.map(({ fact }, index) => ({ kind: 'fact', id: fact, path: ['facts', index, 'fact'] })),
  channels: 'any',
  effects: 'none',
  starts: ({ name }, happened) => happened.type === name,
  summary: ({ name, facts }) => [{ text: name }, ...facts.flatMap(({ fact }) => [{ text: ' ' }, { fact }])],
  enter({ config, event: happened }) {
    const data = happened && 'data' in happened ? happened.data : undefined
    const captured: Record<string, FactValue> = {}
    for (const { fact, from } of config.facts) {
      const value = pick(data, from)
      if (value !== undefined) captured[fact] = value
    }
    return { outcome: 'happened', captured }
  },
})
