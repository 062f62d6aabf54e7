import { t, tn } from '../i18n/t.ts'

/** The units a duration can be written in, with their ISO 8601 letters. */
export const durationUnits = ['seconds', 'minutes', 'hours', 'days', 'weeks'] as const

export type DurationUnit = (typeof durationUnits)[number]

const letters: Record<DurationUnit, string> = { seconds: 'S', minutes: 'M', hours: 'H', days: 'D', weeks: 'W' }

/** A number and a unit as ISO 8601: 4 hours is `PT4H`. */
export function toDuration(amount: number, unit: DurationUnit): string {
  return `P${unit === 'days' || unit === 'weeks' ? '' : 'T'}${amount}${letters[unit]}`
}

/** A duration as one number and unit, or null when it mixes units. */
export function fromDuration(duration: string): { amount: number; unit: DurationUnit } | null {
  const match = /^P(?:(\d+)([DW])|T(\d+)([HMS]))$/.exec(duration)
  if (!match) return null
  const letter = match[2] ?? match[4]
  const unit = durationUnits.find((each) => letters[each] === letter)
  return unit ? { amount: Number(match[1] ?? match[3]), unit } : null
}

/** A duration in words: "4 hours". */
export function durationWords(duration: string): string {
  const read = fromDuration(duration)
  if (!read) return duration.replace(/^PT?/, '').toLowerCase()
  const { amount, unit } = read
  const words: Record<DurationUnit, [string, string]> = {
    seconds: ['1 second', '{n} seconds'],
    minutes: ['1 minute', '{n} minutes'],
    hours: ['1 hour', '{n} hours'],
    days: ['1 day', '{n} days'],
    weeks: ['1 week', '{n} weeks'],
  }
  return amount === 0 ? t('no time') : tn(amount, ...words[unit])
}
