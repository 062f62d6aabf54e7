import { z } from 'zod'
import { channelIds, chunks, defineNode, is, type MessageReceived, type Outcome, says } from '#sdk'
import { distinct, notDistinct, OutcomeId } from '../../outcome-id.ts'

const Option = z.strictObject({
  id: OutcomeId.meta({ title: 'Id' }),
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
    options: z
      .array(Option)
      .min(2)
      .max(9)
      .refine((options) => distinct(options, ['not_understood', 'no_answer']), notDistinct)
      .meta({ title: 'Choices', widget: 'choices' }),
    attempts: z.int().min(1).max(5).default(2).meta({ title: 'Times to ask' }),
    retryText: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .meta({ title: 'When the answer does not fit', widget: 'template' }),
    anyChannel: z
      .boolean()
      .default(false)
      .meta({ title: 'The answer may come on any channel', description: 'Calls always may.' }),
    variants: z
      .partialRecord(z.enum(channelIds), z.string().min(1).max(20_000))
      .default({})
      .meta({ title: 'Other words on some channels', widget: 'variants' }),
  }),
  memory: z.strictObject({ attempt: z.int() }),
  outcomes: ({ options }): Record<string, Outcome> => ({
    ...Object.fromEntries(options.map(({ id, label }) => [id, { label }])),
    not_understood: { label: 'Not understood' },
  }),
  templates: ({ question, retryText, variants }) => [
    { path: ['question'], source: question },
    ...(retryText === undefined ? [] : [{ path: ['retryText'], source: retryText }]),
    ...Object.entries(variants).map(([channel, source]) => ({ path: ['variants', channel], source: source ?? '' })),
  ],
  waits: ['message.received'],
  speaks: true,
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ question, options }) => [
    ...chunks(question),
    { text: ` ${options.map((option) => option.label).join(' / ')}` },
  ],

  enter({ config, memory, render, channel }) {
    const text = render(config.variants[channel] ?? config.question)
    return offer(config, memory ? `Back to it: ${text}` : text, memory?.attempt ?? 1)
  },

  resume({ config, memory, render, channel }, event) {
    if (!is(event, 'message.received')) return { memory }
    const chosen = choose(config.options, event)
    if (chosen) return { outcome: chosen.id }
    const attempt = memory?.attempt ?? 1
    if (attempt >= config.attempts) return { outcome: 'not_understood' }
    const text = render(config.variants[channel] ?? config.question)
    const again =
      config.retryText === undefined ? `Sorry, please choose one of these. ${text}` : render(config.retryText)
    return offer(config, again, attempt + 1)
  },
})

function offer({ options, anyChannel }: { options: Option[]; anyChannel: boolean }, text: string, attempt: number) {
  const choices = options.map(({ id, label }) => ({ id, label }))
  const message = { type: 'message.send' as const, text, choices, expectsAnswer: true }
  return { memory: { attempt }, anyChannel, effects: [message] }
}

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const places = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth']

/** By button, by number or key, by name, then by any of the other words. */
function choose(options: Option[], { text, choice, keys }: MessageReceived): Option | undefined {
  const pressed = options.find((option) => option.id === choice)
  if (pressed) return pressed
  const number = numberIn(keys || text)
  if (number !== undefined) return options[number - 1]
  const names = (option: Option) => [option.label, ...option.synonyms]
  const exact = options.find((option) => names(option).some((name) => says(text, name) && says(name, text)))
  if (exact) return exact
  const named = options.filter((option) => names(option).some((name) => says(text, name)))
  // Two that fit are no answer: better to ask again than to guess.
  return named.length === 1 ? named[0] : undefined
}

/** A number alone on the first line, as mails have a signature below; as a digit, or as a call hears it. */
function numberIn(said: string): number | undefined {
  const [line = ''] = said.trim().split('\n')
  const digit = /^\s*(?:number\s+)?(\d)[\s.)#*]*$/i.exec(line)?.[1]
  if (digit !== undefined) return Number(digit)
  const word = /^\s*(?:the\s+|number\s+|option\s+)?(\p{L}+)(?:\s+one)?[\s.!]*$/iu.exec(line)?.[1]?.toLowerCase() ?? ''
  const at = numbers.includes(word) ? numbers.indexOf(word) : places.indexOf(word)
  return at < 0 ? undefined : at + 1
}
