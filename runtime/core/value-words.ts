import type { FactValue } from '#sdk'

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

const isoDate = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?Z)?$/
const decimals = 6

/**
 * A value in the words a customer reads or hears: `2026-03-12` is “12 March 2026”, a number never has an exponent.
 * The same on every machine, because nothing here asks the system for a language or a time zone.
 */
export function wordsOf(value: FactValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'number' ? numberWords(value) : dateWords(value)
}

function numberWords(value: number): string {
  if (!Number.isFinite(value)) return ''
  // From here on a number has no digits after the point, and `toFixed` would answer with an exponent.
  if (Math.abs(value) >= 1e21) return BigInt(value).toString()
  const text = value.toFixed(decimals).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

function dateWords(text: string): string {
  const [, year, month, day, hour, minute] = isoDate.exec(text) ?? []
  const name = months[Number(month) - 1]
  if (!name || Number(day) < 1 || Number(day) > 31) return text
  const date = `${Number(day)} ${name} ${Number(year)}`
  return hour === undefined ? date : `${date}, ${hour}:${minute} UTC`
}
