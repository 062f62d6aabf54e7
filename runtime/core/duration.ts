import { Temporal } from 'temporal-polyfill'

/**
 * Milliseconds of an ISO 8601 duration (`PT4H`, `P2D`, `P1M`).
 * A day counts 24 hours; months and years are counted on the calendar from `from` (epoch ms, in UTC).
 */
export function durationMs(duration: string, from = 0): number {
  const relativeTo = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO('UTC')
  return Temporal.Duration.from(duration).total({ unit: 'milliseconds', relativeTo })
}
