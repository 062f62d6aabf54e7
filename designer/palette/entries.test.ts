import { expect, test } from 'vitest'
import { hasIcon } from '../ui/icon.tsx'
import { allEntries, entryFor, findEntries, paletteGroups } from './entries.ts'

test('every step that can be added has its own icon in the bundle', () => {
  expect(allEntries.filter(({ icon }) => !hasIcon(icon)).map(({ icon }) => icon)).toEqual([])
})

test('people find a step by the word they use for it', () => {
  expect(findEntries(allEntries, 'text').map(({ title }) => title)).toContain('SMS')
  expect(findEntries(allEntries, 'human')[0]?.title).toBe('Hand over')
  expect(findEntries(allEntries, 'nothing like this')).toEqual([])
})

test('steps of a handoff are offered in protocols only', () => {
  const titles = (kind: 'journey' | 'protocol') =>
    paletteGroups(kind).flatMap(({ entries }) => entries.map(({ type }) => type.type))
  expect(titles('journey')).not.toContain('with-agent')
  expect(titles('protocol')).toContain('with-agent')
})

test('a step with a preset’s settings looks like the preset', () => {
  expect(entryFor('say', { text: 'Hello', channel: 'email' })?.title).toBe('E-mail')
  expect(entryFor('say', { text: 'Hello' })?.title).toBe('Say')
  expect(entryFor('unheard-of', {})).toBeUndefined()
})
