import { z } from 'zod'
import { defineNode, type FactValue, type JourneyEvent, type Json, pick } from '#sdk'

const Condition = z.strictObject({
  from: z.string().min(1).max(200).meta({ title: 'Field', placeholder: 'order.country' }),
  test: z
    .enum(['is', 'is_not', 'at_least', 'at_most', 'present'])
    .default('is')
    .meta({
      title: 'Must',
      labels: { is: 'be', is_not: 'not be', at_least: 'be at least', at_most: 'be at most', present: 'be there' },
    }),
  value: z.string().max(500).default('').meta({ title: 'This', placeholder: 'DE' }),
})

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
      .meta({ title: 'Event', placeholder: 'order.delayed', widget: 'event' }),
    where: z
      .array(Condition)
      .max(20)
      .default([])
      .meta({ title: 'Only when', description: 'All of them. Leave empty for every such event.' }),
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
  outcomes: { happened: { label: 'Happened', mayCapture: ({ facts }) => facts.map(({ fact }) => fact) } },
  references: ({ facts }) =>
    facts.map(({ fact }, index) => ({ kind: 'fact', id: fact, path: ['facts', index, 'fact'] })),
  channels: 'any',
  effects: 'none',
  starts: ({ name, where }, happened) =>
    happened.type === name && where.every((each) => holds(each, pick(dataOf(happened), each.from))),
  summary: ({ name, facts }) => [{ text: name }, ...facts.flatMap(({ fact }) => [{ text: ' ' }, { fact }])],
  enter({ config, event: happened }) {
    const captured: Record<string, FactValue> = {}
    for (const { fact, from } of config.facts) {
      const value = pick(dataOf(happened), from)
      if (value !== undefined) captured[fact] = value
    }
    return { outcome: 'happened', captured }
  },
})

function dataOf(happened: JourneyEvent | undefined): Json | undefined {
  return happened && 'data' in happened ? happened.data : undefined
}

function holds({ test, value }: z.output<typeof Condition>, found: FactValue | undefined): boolean {
  if (test === 'is_not') return String(found) !== value
  if (found === undefined) return false
  if (test === 'is') return String(found) === value
  // ISO dates compare as text, numbers as numbers.
  const [left, right] = [Number(found), Number(value)]
  const order = Number.isNaN(left) || Number.isNaN(right) ? compare(String(found), value) : left - right
  if (test === 'at_least') return order >= 0
  return test === 'at_most' ? order <= 0 : true
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
