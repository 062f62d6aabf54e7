import { z } from 'zod'
import { channelIds, chunks, defineNode, is } from '#sdk'
import { type AnswerReader, answerKinds, didNotFit, wordsIn } from '../answer.ts'

/** Asks the customer one question and keeps the answer. Passes by when the answer is already known. */
export function ask({ Pattern, Country, understand }: AnswerReader) {
  return defineNode({
    type: 'ask',
    version: 1,
    group: 'ask',
    title: 'Ask a question',
    icon: 'message-question',
    description: 'Asks for one thing and remembers it. Does not ask for what is already known.',
    keywords: ['question', 'input', 'collect', 'gather', 'form'],
    config: z.strictObject({
      question: z.string().min(1).max(20_000).meta({ title: 'Question', widget: 'template' }),
      saveAs: z.string().min(1).meta({ title: 'Save the answer as', widget: 'fact' }),
      kind: z.enum(answerKinds).default('text').meta({ title: 'Kind of answer' }),
      pattern: Pattern.optional().meta({
        title: 'Accept only answers like',
        description: 'A regular expression, for example ([0-9]{5}). What stands in brackets is kept.',
      }),
      country: Country.optional().meta({
        title: 'Country of phone numbers without a code',
        description: 'Two letters, such as GB.',
      }),
      attempts: z.int().min(1).max(5).default(2).meta({ title: 'Times to ask' }),
      retryText: z.string().max(20_000).optional().meta({ title: 'When the answer does not fit', widget: 'template' }),
      whenKnown: z.enum(['skip', 'ask']).default('skip').meta({ title: 'When it is already known' }),
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
    outcomes: {
      answered: { label: 'Answered', captures: ({ saveAs }) => [saveAs] },
      not_understood: { label: 'Not understood' },
    },
    asks: ({ saveAs, whenKnown }) => [{ fact: saveAs, skipsWhenKnown: whenKnown === 'skip' }],
    references: ({ saveAs }) => [{ kind: 'fact', id: saveAs, path: ['saveAs'] }],
    templates: ({ question, retryText, variants }) => [
      { path: ['question'], source: question },
      ...(retryText === undefined ? [] : [{ path: ['retryText'], source: retryText }]),
      ...Object.entries(variants).map(([channel, source]) => ({ path: ['variants', channel], source: source ?? '' })),
    ],
    waits: ['message.received'],
    speaks: true,
    channels: 'any',
    effects: 'at-most-once',
    summary: ({ question, saveAs }) => [...chunks(question), { text: ' → ' }, { fact: saveAs }],

    enter({ config, memory, known, render, channel }) {
      if (config.whenKnown === 'skip' && known(config.saveAs)) return { outcome: 'answered' }
      const text = render(config.variants[channel] ?? config.question)
      // Coming back after a digression or on another channel, the customer is reminded, not started over.
      return question(memory ? `Back to it: ${text}` : text, { attempt: memory?.attempt ?? 1 }, config.anyChannel)
    },

    resume({ config, memory, render, channel }, event) {
      if (!is(event, 'message.received')) return { memory }
      const answer = understand(wordsIn(event), config)
      if (answer !== undefined) return { outcome: 'answered', captured: { [config.saveAs]: answer } }
      const attempt = memory?.attempt ?? 1
      if (attempt >= config.attempts) return { outcome: 'not_understood' }
      const text = render(config.variants[channel] ?? config.question)
      const again = config.retryText === undefined ? `${didNotFit(config.kind)} ${text}` : render(config.retryText)
      return question(again, { attempt: attempt + 1 }, config.anyChannel)
    },
  })
}

function question(text: string, memory: { attempt: number }, anyChannel: boolean) {
  return { memory, anyChannel, effects: [{ type: 'message.send' as const, text, expectsAnswer: true }] }
}
