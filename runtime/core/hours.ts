import { Temporal } from 'temporal-polyfill'
import type { Hours } from './workspace.ts'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const daysToLookAhead = 400

/** Whether these hours are open at a moment (epoch ms), by the calendar's own time zone. */
export function isOpen(hours: Hours, at: number): boolean {
  const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone)
  // A span may end at 24:00, so it never reaches into the next day.
  return spansOn(hours, now.toPlainDate()).some(({ from, to }) => at >= from && at < to)
}

/** When these hours next open at or after a moment (epoch ms); the moment itself while open; null when they never do. */
export function nextOpening(hours: Hours, at: number): number | null {
  let day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone).toPlainDate()
  for (let ahead = 0; ahead < daysToLookAhead; ahead += 1) {
    const next = spansOn(hours, day)
      .filter(({ from, to }) => from < to && to > at)
      .map(({ from }) => Math.max(from, at))
      .sort((a, b) => a - b)[0]
    if (next !== undefined) return next
    day = day.add({ days: 1 })
  }
  return null
}

/** Whether these hours open week after week, so that there always is a next opening. */
export function everOpens({ week }: Hours): boolean {
  return Object.values(week).some((spans) => spans?.some(([from, to]) => from < to))
}

/** The date (`2026-03-12`) that a moment (epoch ms) falls on in a time zone. */
export function dateIn(zone: string, at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()
}

function spansOn(hours: Hours, day: Temporal.PlainDate) {
  const spans = hours.special[day.toString()] ?? hours.week[days[day.dayOfWeek - 1] as (typeof days)[number]] ?? []
  return spans.map(([from, to]) => ({ from: moment(hours.zone, day, from), to: moment(hours.zone, day, to) }))
}

function moment(zone: string, day: Temporal.PlainDate, time: string): number {
  if (time === '24:00') return day.add({ days: 1 }).toZonedDateTime({ timeZone: zone }).epochMilliseconds
  // Where clocks are put forward the missing hour moves forward, where they are put back the first one counts.
  const plain = day.toPlainDateTime(Temporal.PlainTime.from(time))
  return plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}
