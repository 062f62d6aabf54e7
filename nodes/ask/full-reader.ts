import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import { RE2JS } from 're2js'
import { z } from 'zod'
import type { FactValue } from '#sdk'
import type { AnswerKind, AnswerReader, Expected } from './answer.ts'

/** Reads answers and judges patterns with all it takes: a linear-time pattern engine and the world's phone numbers. */
export const fullReader: AnswerReader = {
  Pattern: z.string().min(1).max(200).refine(isReadable, 'This is not a pattern we can read.'),
  Country: z.string().refine(isSupportedCountry, 'Write the two letters of a country, such as GB.'),
  understand,
}

/** A pattern is run by a linear-time engine, whatever it says. */
function understand(said: string, { kind, pattern, country }: Expected): FactValue | undefined {
  const text = said.trim()
  if (text === '') return undefined
  const part = pattern === undefined ? text : partThatFits(pattern, text)
  return part === undefined ? undefined : readers[kind](part, country)
}

const readers: Record<AnswerKind, (text: string, country: string | undefined) => FactValue | undefined> = {
  text: (text) => text,
  number: readNumber,
  email: readEmail,
  phone: (text, country) => {
    const number = parsePhoneNumberFromString(text.replace(/^00/, '+'), country as CountryCode | undefined)
    return number?.isValid() ? number.number : undefined
  },
  date: readDate,
  'yes-no': readYesNo,
}

function isReadable(pattern: string): boolean {
  try {
    RE2JS.compile(pattern)
    return true
  } catch {
    return false
  }
}

/** Patterns come from journeys, so there are few; each is compiled once. */
const patterns = new Map<string, RE2JS>()
const mostPatterns = 1000

function compiled(pattern: string): RE2JS {
  const known = patterns.get(pattern)
  if (known) return known
  const made = RE2JS.compile(pattern)
  if (patterns.size < mostPatterns) patterns.set(pattern, made)
  return made
}

/** The pattern's first group, or the whole answer when it has none. */
function partThatFits(pattern: string, text: string): string | undefined {
  const matcher = compiled(pattern).matcher(text)
  if (!matcher.find()) return undefined
  return matcher.groupCount() > 0 ? (matcher.group(1) ?? undefined) : text
}

/** `1,234.50` and `1.234,50` alike: of two kinds of marks the last is the decimal one, a repeated one groups digits. */
function readNumber(text: string): number | undefined {
  const found = /-?\d[\d.,]*(?: \d{3}(?!\d)[\d.,]*)*/
    .exec(text)?.[0]
    .replaceAll(' ', '')
    .replace(/[.,]+$/, '')
  if (found === undefined) return undefined
  const marks = [...found.matchAll(/[.,]/g)].map(([mark]) => mark)
  const [last] = marks.slice(-1)
  const groups = new Set(marks).size === 1 && (marks.length > 1 || /,\d{3}$/.test(found))
  const decimal = last === undefined || groups ? undefined : last
  const value = Number([...found].map((each) => (each === decimal ? '.' : /[.,]/.test(each) ? '' : each)).join(''))
  return Number.isFinite(value) ? value : undefined
}

/** Written, or as a call hears it: “ana at example dot com”. */
function readEmail(text: string): string | undefined {
  const spoken = text
    .replaceAll(/ at /gi, '@')
    .replaceAll(/ dot /gi, '.')
    .replaceAll(/ underscore /gi, '_')
  for (const each of [text, spoken]) {
    const found = /[^\s@<>,;:]+@[^\s@<>,;:]+\.[^\s@<>,;:.]+/.exec(each)?.[0]
    if (found !== undefined) return found.toLowerCase()
  }
  return undefined
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

const yes = new Set(['yes', 'y', 'yeah', 'yep', 'sure', 'ok', 'okay', 'correct', 'right', 'true', '1'])
const no = new Set(['no', 'n', 'nope', 'wrong', 'false', 'incorrect', '2'])

/** The first word decides; otherwise the only one of them that is said. “That is not right” is no. */
function readYesNo(text: string): boolean | undefined {
  const words: string[] = text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
  const [first = ''] = words
  if (yes.has(first)) return true
  if (no.has(first) || first === 'not') return false
  const agrees = words.some((word) => yes.has(word) && !/^\d$/.test(word))
  const refuses = words.some((word) => no.has(word) && !/^\d$/.test(word))
  if (agrees === refuses) return undefined
  return agrees && !words.includes('not') && !/n[’']t\b/i.test(text)
}
