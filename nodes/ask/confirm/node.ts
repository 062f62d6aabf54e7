import { z } from 'zod'
import { chunks, defineNode, is } from '#sdk'

/** Has the customer confirm what is known, instead of asking again. A new value in the answer is kept. */
export const confirm = defineNode({
  type: 'confirm',
  version: 1,
  group: 'ask',
  title: 'Confirm what is known',
  icon: 'checkbox',
  description: 'Checks a known fact with the customer instead of asking for it again.',
  keywords: ['check', 'verify', 'still right', 'yes no'],
  config: z.strictObject({
    fact: z.string().min(1).meta({ title: 'Fact', widget: 'fact' }),
    question: z
      .string()
      .min(1)
      .max(20_000)
      .meta({ title: 'Question', widget: 'template', placeholder: 'Is it still about invoice {{invoice}}?' }),
    askForNew: z
      .string()
      .min(1)
      .max(2000)
      .default('What is it then?')
      .meta({ title: 'When it is not right', widget: 'template' }),
    attempts: z.int().min(1).max(5).default(2).meta({ title: 'Times to ask' }),
  }),
  memory: z.strictObject({ attempt: z.int(), asking: z.enum(['confirmation', 'value']) }),
  outcomes: {
    confirmed: { label: 'Confirmed', captures: ({ fact }) => [fact] },
    changed: { label: 'Changed', captures: ({ fact }) => [fact] },
    not_understood: { label: 'Not understood' },
  },
  needs: ({ fact }) => [fact],
  references: ({ fact }) => [{ kind: 'fact', id: fact, path: ['fact'] }],
  templates: ({ question, askForNew }) => [
    { path: ['question'], source: question },
    { path: ['askForNew'], source: askForNew },
  ],
  waits: ['message.received'],
  speaks: true,
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ question }) => chunks(question),
  enter: ({ config, memory, render }) =>
    memory?.asking === 'value'
      ? say(`Back to it: ${render(config.askForNew)}`, memory)
      : say(render(config.question), { attempt: memory?.attempt ?? 1, asking: 'confirmation' }),
  resume({ config, memory = { attempt: 1, asking: 'confirmation' as const }, facts, render }, event) {
    if (!is(event, 'message.received')) return { memory }
    const text = event.text.trim() || (event.keys ?? '')
    if (memory.asking === 'value') {
      if (text !== '') return { outcome: 'changed', captured: { [config.fact]: text } }
      return again(memory, config.attempts, render(config.askForNew))
    }
    const known = facts[config.fact]
    const [first = ''] = text.toLowerCase().match(/[\p{L}\d]+/u) ?? []
    if (['yes', 'y', 'yeah', 'yep', 'sure', 'ok', 'okay', 'correct', 'right', '1'].includes(first)) {
      return { outcome: 'confirmed', captured: known ? { [config.fact]: known.value } : {} }
    }
    if (['no', 'n', 'nope', 'wrong', 'not', '2'].includes(first))
      return say(render(config.askForNew), { attempt: 1, asking: 'value' as const })
    return again(memory, config.attempts, render(config.question))
  },
})

type Memory = { attempt: number; asking: 'confirmation' | 'value' }

function say(text: string, memory: Memory) {
  const choices =
    memory.asking === 'confirmation'
      ? {
          choices: [
            { id: 'yes', label: 'Yes' },
            { id: 'no', label: 'No' },
          ],
        }
      : {}
  return { memory, effects: [{ type: 'message.send' as const, text, expectsAnswer: true, ...choices }] }
}

function again(memory: Memory, attempts: number, text: string) {
  if (memory.attempt >= attempts) return { outcome: 'not_understood' as const }
  return say(`Sorry, I did not get that. ${text}`, { ...memory, attempt: memory.attempt + 1 })
}
