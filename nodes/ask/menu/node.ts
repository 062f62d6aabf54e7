import { z } from 'zod'
import { chunks, defineNode, is, type MessageReceived, type Outcome, says } from '#sdk'

const Option = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'Use lower case letters, digits and underscores.')
    .max(60)
    .meta({ title: 'Id' }),
  label: z.string().min(1).max(120).meta({ title: 'Name' }),
  synonyms: z.array(z.string().min(1).max(80)).max(30).default([]).meta({ title: 'Other words for it' }),
})
type Option = z.output<typeof Option>

/** Offers a choice: buttons where the channel has them, a numbered list elsewhere, keys or words on a call. */
export const menu = defineNode({
  type: 'menu',
  version: 1,
  group: 'ask',
  title: 'Offer a choice',
  icon: 'list-numbers',
  description: 'Offers a few answers: buttons, a numbered list, or keys on a call.',
  keywords: ['options', 'buttons', 'ivr', 'choose', 'select'],
  config: z.strictObject({
    question: z.string().min(1).max(20_000).meta({ title: 'Question', widget: 'template' }),
    options: z.array(Option).min(2).max(9).meta({ title: 'Choices', widget: 'choices' }),
    attempts: z.int().min(1).max(5).default(2).meta({ title: 'Times to ask' }),
  }),
  memory: z.strictObject({ attempt: z.int() }),
  outcomes: ({ options }): Record<string, Outcome> => ({
    ...Object.fromEntries(options.map(({ id, label }) => [id, { label }])),
    not_understood: { label: 'Not understood' },
  }),
  templates: ({ question }) => [{ path: ['question'], source: question }],
  waits: ['message.received'],
  speaks: true,
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ question, options }) => [
    ...chunks(question),
    { text: ` ${options.map((option) => option.label).join(' / ')}` },
  ],
  enter: ({ config, memory, render }) =>
    offer(config.options, `${memory ? 'Back to it: ' : ''}${render(config.question)}`, memory?.attempt ?? 1),
  resume({ config, memory, render }, event) {
    if (!is(event, 'message.received')) return { memory }
    const chosen = choose(config.options, event)
    if (chosen) return { outcome: chosen.id }
    const attempt = memory?.attempt ?? 1
    if (attempt >= config.attempts) return { outcome: 'not_understood' }
    return offer(config.options, `Sorry, please choose one of these. ${render(config.question)}`, attempt + 1)
  },
})

function offer(options: Option[], text: string, attempt: number) {
  const choices = options.map(({ id, label }) => ({ id, label }))
  return { memory: { attempt }, effects: [{ type: 'message.send' as const, text, choices, expectsAnswer: true }] }
}

/** By button, by number or key, by name, then by any of the other words. */
function choose(options: Option[], { text, choice, keys }: MessageReceived): Option | undefined {
  const pressed = options.find((option) => option.id === choice)
  if (pressed) return pressed
  const number = /^\s*(\d)[\s.)#*]*$/.exec(keys || text)?.[1]
  if (number !== undefined) return options[Number(number) - 1]
  const names = (option: Option) => [option.label, ...option.synonyms]
  const exact = options.find((option) => names(option).some((name) => says(text, name) && says(name, text)))
  if (exact) return exact
  const named = options.filter((option) => names(option).some((name) => says(text, name)))
  // Two that fit are no answer: better to ask again than to guess.
  return named.length === 1 ? named[0] : undefined
}
