import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

/** Milliseconds of an ISO 8601 duration; a day counts 24 hours. NaN when it is none, so that drawing never throws. */
export function durationMs(duration: string): number {
  try {
    return Temporal.Duration.from(duration).total({ unit: 'milliseconds', relativeTo: '1970-01-01T00:00Z[UTC]' })
  } catch {
    return Number.NaN
  }
}

/** A duration within bounds, for settings where too short or too long would hurt. */
export function durationBetween(least: string, most: string, message: string) {
  return z.iso
    .duration('Write a length of time such as PT5M.')
    .refine(
      (duration) => durationMs(duration) >= durationMs(least) && durationMs(duration) <= durationMs(most),
      message,
    )
}
