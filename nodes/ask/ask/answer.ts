import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { RE2JS } from 're2js'
import type { FactValue } from '#sdk'

/** The kinds of answers a question can take. */
export const answerKinds = ['text', 'number', 'email', 'phone', 'date', 'yes-no'] as const

/** One kind of answer. */
export type AnswerKind = (typeof answerKinds)[number]

/** Reads an answer; undefined when it does not fit. A pattern is run by a linear-time engine, whatever it says. */
export function understand(kind: AnswerKind, said: string, pattern: string | undefined): FactValue | undefined {
  const text = said.trim()
  if (text === '') return undefined
  const part = pattern === undefined ? text : partThatFits(pattern, text)
  return part === undefined ? undefined : readers[kind](part)
}

const readers: Record<AnswerKind, (text: string) => FactValue | undefined> = {
  text: (text) => text,
  number: readNumber,
  email: (text) => /[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+/.exec(text)?.[0].toLowerCase(),
  phone: (text) => {
    const number = parsePhoneNumberFromString(text.replace(/^00/, '+'))
    return number?.isValid() ? number.number : undefined
  },
  date: readDate,
  'yes-no': readYesNo,
}

/** The pattern's first group, or the whole answer when it has none. */
function partThatFits(pattern: string, text: string): string | undefined {
  try {
    const matcher = RE2JS.compile(pattern).matcher(text)
    if (!matcher.find()) return undefined
    return matcher.groupCount() > 0 ? (matcher.group(1) ?? undefined) : text
  } catch {
    // The checks refuse a pattern that cannot be read; a release made before that takes any answer.
    return text
  }
}

function readNumber(text: string): number | undefined {
  const found = /-?\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?|-?\d+(?:[.,]\d+)?/.exec(text)?.[0]
  if (found === undefined) return undefined
  const plain = /[ ,]\d{3}(?:\D|$)/.test(found) ? found.replaceAll(/[ ,]/g, '') : found.replace(',', '.')
  const value = Number(plain)
  return Number.isFinite(value) ? value : undefined
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `2026-03-12`, `12 March 2026`, `March 12, 2026`, `12.3.2026`. Numbers with slashes are day first. */
function readDate(text: string): string | undefined {
  const iso = /\b(\d{4})-(\d{1,2})-(\d{1,2})\b/.exec(text)
  if (iso) return dateOf(iso[1], iso[2], iso[3])
  const dotted = /\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b/.exec(text)
  if (dotted) return dateOf(dotted[3], dotted[2], dotted[1])
  const month = months.findIndex((name) => new RegExp(`\\b${name}`, 'i').test(text)) + 1
  const day = /\b(\d{1,2})(?:st|nd|rd|th)?\b/.exec(text)?.[1]
  const year = /\b(\d{4})\b/.exec(text)?.[1]
  return month > 0 ? dateOf(year, String(month), day) : undefined
}

function dateOf(year = '', month = '', day = ''): string | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1] ?? 0
  if (y < 1900 || y > 2200 || d < 1 || d > days) return undefined
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function readYesNo(text: string): boolean | undefined {
  const [first = ''] = text.toLowerCase().match(/[\p{L}\d]+/u) ?? []
  if (['yes', 'y', 'yeah', 'yep', 'sure', 'ok', 'okay', 'correct', 'right', 'true', '1'].includes(first)) return true
  return ['no', 'n', 'nope', 'wrong', 'false', 'not', '2'].includes(first) ? false : undefined
}
