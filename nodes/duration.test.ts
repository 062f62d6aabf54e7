import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { durationMs as coreDurationMs } from '#core'
import { durationBetween, durationMs } from './duration.ts'

const amount = fc.integer({ min: 0, max: 400 })
const part = (letter: string) => fc.option(amount, { nil: undefined }).map((n) => (n === undefined ? '' : n + letter))
const date = fc.tuple(part('Y'), part('M'), part('D')).map((parts) => parts.join(''))
const time = fc
  .tuple(part('H'), part('M'), fc.option(fc.integer({ min: 0, max: 99_999 }), { nil: undefined }))
  .map(([hours, minutes, ms]) => `${hours}${minutes}${ms === undefined ? '' : `${ms / 1000}S`}`)
const duration = fc.oneof(
  fc.tuple(date, time).map(([days, hours]) => `P${days}${hours === '' ? '' : `T${hours}`}`),
  amount.map((weeks) => `P${weeks}W`),
)

test('a duration is as long here as when it runs', () => {
  const format = z.iso.duration()
  fc.assert(
    fc.property(
      duration.filter((text) => format.safeParse(text).success),
      (text) => {
        expect(durationMs(text)).toBeCloseTo(coreDurationMs(text), 3)
      },
    ),
  )
})

test('what is no duration is never within bounds, and never throws', () => {
  const bounded = durationBetween('PT1S', 'P1D', 'Between a second and a day.')
  for (const text of ['', 'P', 'PT', '5 minutes', 'P1', 'PT5', 'P1WT1H', '-PT5M', 'PT1M2H'])
    expect([text, durationMs(text), bounded.safeParse(text).success]).toEqual([text, Number.NaN, false])
  expect(bounded.safeParse('PT0.5S').success).toBe(false)
  expect(bounded.safeParse('P2D').success).toBe(false)
  expect(bounded.safeParse('PT1,5S').success).toBe(true)
})
