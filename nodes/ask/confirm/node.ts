import { z } from 'zod'
import { channelIds, chunks, defineNode, type FactValue, is } from '#sdk'
import { type AnswerReader, answerKinds, didNotFit, type Expected, wordsIn } from '../answer.ts'

/** Has the customer confirm what is known, instead of asking again. A new value in the answer is kept. */
export function confirm({ Pattern, Country, understand }: AnswerReader) {
  return defineNode({
    type: 'confirm',
    version: 1,
    group: 'ask',
    title: 'Confirm what is known',
    icon: 'checkbox',
    description: 'Checks a known fact with the customer instead of asking for it again.',
    keywords: ['check', 'verify', 'still right', 'yes no'],
    config: z.strictObject({
      fact: z.string().min(1).meta({ title: 'Fact', widget: 'fact' }),
      question: z.string().min(1).max(20_000).optional().meta({
        title: 'Question',
        description: 'Asks whether it is still right when left empty.',
        widget: 'template',
        placeholder: 'Is it still about invoice {{invoice}}?',
      }),
      askForNew: z
        .string()
        .min(1)
        .max(2000)
        .default('What is it then?')
        .meta({ title: 'When it is not right', widget: 'template' }),
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
      variants: z
        .partialRecord(z.enum(channelIds), z.string().min(1).max(20_000))
        .default({})
        .meta({ title: 'Other words on some channels', widget: 'variants' }),
    }),
    memory: z.strictObject({ attempt: z.int(), asking: z.enum(['confirmation', 'value']) }),
    outcomes: {
      confirmed: { label: 'Confirmed', captures: ({ fact }) => [fact] },
      changed: { label: 'Changed', captures: ({ fact }) => [fact] },
      not_understood: { label: 'Not understood' },
    },
    needs: ({ fact }) => [fact],
    references: ({ fact }) => [{ kind: 'fact', id: fact, path: ['fact'] }],
    templates: (config) => [
      { path: ['question'], source: questionOf(config) },
      { path: ['askForNew'], source: config.askForNew },
      ...Object.entries(config.variants).map(([channel, source]) => ({
        path: ['variants', channel],
        source: source ?? '',
      })),
    ],
    waits: ['message.received'],
    speaks: true,
    channels: 'any',
    effects: 'at-most-once',
    summary: (config) => chunks(questionOf(config)),

    enter({ config, memory, known, render, channel }) {
      const back = memory ? 'Back to it: ' : ''
      // What no longer holds cannot be confirmed, so it is asked for.
      if (memory?.asking === 'value' || !known(config.fact))
        return ask(back + render(config.askForNew), { attempt: memory?.attempt ?? 1, asking: 'value' })
      const text = render(config.variants[channel] ?? questionOf(config))
      return ask(back + text, { attempt: memory?.attempt ?? 1, asking: 'confirmation' })
    },

    resume({ config, memory = { attempt: 1, asking: 'confirmation' as const }, facts, render, channel }, event) {
      if (!is(event, 'message.received')) return { memory }
      const words = wordsIn(event)
      if (memory.asking === 'value') {
        const value = understand(words, config)
        if (value !== undefined) return { outcome: 'changed', captured: { [config.fact]: value } }
        return again(memory, config, `${didNotFit(config.kind)} ${render(config.askForNew)}`)
      }
      const before = facts[config.fact]?.value
      const right = event.choice === undefined ? understand(words, { kind: 'yes-no' }) : event.choice === 'yes'
      const named = event.choice === undefined && right !== true ? valueIn(words, config, understand) : undefined
      if (right === true || (named !== undefined && named === before))
        return { outcome: 'confirmed', captured: before === undefined ? {} : { [config.fact]: before } }
      if (named !== undefined) return { outcome: 'changed', captured: { [config.fact]: named } }
      if (right === false) return ask(render(config.askForNew), { attempt: 1, asking: 'value' as const })
      return again(memory, config, `${didNotFit('yes-no')} ${render(config.variants[channel] ?? questionOf(config))}`)
    },
  })
}

type Memory = { attempt: number; asking: 'confirmation' | 'value' }

function questionOf({ fact, question }: { fact: string; question?: string }): string {
  return question ?? `I have {{${fact}}} here. Is that still right?`
}

/** “No, it is 54321”: a new value said at once. Plain text has no form by which to tell it from other words. */
function valueIn(words: string, expected: Expected, understand: AnswerReader['understand']): FactValue | undefined {
  if (expected.kind === 'yes-no' || (expected.kind === 'text' && expected.pattern === undefined)) return undefined
  return /^\d$/.test(words) ? undefined : understand(words, expected)
}

function ask(text: string, memory: Memory) {
  const choices = [
    { id: 'yes', label: 'Yes' },
    { id: 'no', label: 'No' },
  ]
  const offered = memory.asking === 'confirmation' ? { choices } : {}
  return { memory, effects: [{ type: 'message.send' as const, text, expectsAnswer: true, ...offered }] }
}

function again(memory: Memory, { attempts }: { attempts: number }, text: string) {
  if (memory.attempt >= attempts) return { outcome: 'not_understood' as const }
  return ask(text, { ...memory, attempt: memory.attempt + 1 })
}
