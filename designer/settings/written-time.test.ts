import { expect, test } from 'vitest'
import { writtenTime } from './written-time.ts'

test.each([
  ['9', '09:00'],
  ['9:30', '09:30'],
  ['9.30', '09:30'],
  ['0930', '09:30'],
  ['17h15', '17:15'],
  [' 24 ', '24:00'],
  ['09:00', '09:00'],
  ['noon', 'noon'],
  ['', ''],
])('“%s” is kept as “%s”', (text, time) => {
  expect(writtenTime(text)).toBe(time)
})
