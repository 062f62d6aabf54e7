import { z } from 'zod'
import type { FactValue, MessageReceived } from '#sdk'

/** The kinds of answers a question can take. */
export const answerKinds = ['text', 'number', 'email', 'phone', 'date', 'yes-no'] as const

/** One kind of answer. */
export type AnswerKind = (typeof answerKinds)[number]

/** What an answer must look like. */
export interface Expected {
  kind: AnswerKind
  pattern?: string
  /** The country of phone numbers that are given without their code. */
  country?: string
}

/** Reads what customers answer. What it takes to do so is heavy, so a page that only draws steps does without. */
export interface AnswerReader {
  /** A pattern an author wrote; one that cannot be read is told in the designer. */
  Pattern: z.ZodString
  /** A country, by its two letters. */
  Country: z.ZodString
  /** Reads an answer; undefined when it does not fit. */
  understand(said: string, expected: Expected): FactValue | undefined
}

/** For drawing steps: takes every pattern and country as they are, and reads no answers. */
export const noReader: AnswerReader = {
  Pattern: z.string().min(1).max(200),
  Country: z.string(),
  understand: () => {
    throw new Error('Steps that are only drawn do not run.')
  },
}

/** What the customer said: the words, or the keys of a call without the one that ends them. */
export function wordsIn({ text, keys }: MessageReceived): string {
  return text.trim() || (keys ?? '').replace(/#$/, '')
}

/** What to say when an answer does not fit: an example helps more than the same question again. */
export function didNotFit(kind: AnswerKind): string {
  return {
    text: 'Sorry, I did not get that.',
    number: 'Sorry, I need a number.',
    email: 'Sorry, I need an e-mail address, such as ana@example.com.',
    phone: 'Sorry, I need a whole phone number, with its country code, such as +44 20 7946 0958.',
    date: 'Sorry, I need a whole date, such as 12 March 2026.',
    'yes-no': 'Sorry, please answer yes or no.',
  }[kind]
}
