import { z } from 'zod'

const written =
  /^P(?:(\d+)W|(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?)$/

/**
 * Milliseconds of an ISO 8601 duration; a day counts 24 hours, months and years count as from 1970 on.
 * NaN when it is none, so that drawing never throws.
 */
export function durationMs(duration: string): number {
  const parts = written.exec(duration)?.slice(1)
  if (!parts) return Number.NaN
  const [weeks = 0, years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) =>
    Number((part ?? '0').replace(',', '.')),
  )
  // Steps are drawn in browsers, and the calendar of a whole time library would be most of what a page loads for them.
  return Date.UTC(1970 + years, months, 1 + 7 * weeks + days, hours, minutes) + seconds * 1000
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
