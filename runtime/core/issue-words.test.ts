import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { nodeTypes } from '#nodes'
import { check } from './check/check.ts'
import { issueWords, titleAt } from './issue-words.ts'
import { Journey } from './journey.ts'

const told = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: issueWords }).error?.issues.map(({ message }) => message) ?? []

test.each([
  ['nothing given', z.string(), undefined, 'Fill this in.'],
  ['nothing chosen', z.enum(['skip', 'ask']), undefined, 'Choose skip or ask.'],
  ['neither yes nor no', z.boolean(), undefined, 'Choose yes or no.'],
  ['an emptied field', z.number(), null, 'Fill this in.'],
  ['the wrong kind', z.string(), 5, 'Must be a text, not 5.'],
  ['a list for a number', z.number(), [], 'Must be a number, not a list.'],
  ['a broken number', z.int(), 1.5, 'Must be a whole number, not 1.5.'],
  ['a number out of its range', z.int().min(1).max(5).default(2), 9, 'Must be between 1 and 5, not 9.'],
  ['a number below its only bound', z.int().min(1), 0, 'Must be at least 1, not 0.'],
  ['a number that must be more', z.number().positive(), 0, 'Must be more than 0, not 0.'],
  ['a number above its only bound', z.number().max(3), 4, 'Must be at most 3, not 4.'],
  ['an odd one', z.number().multipleOf(2), 3, 'Must be a multiple of 2, not 3.'],
  ['an empty text', z.string().min(1), '', 'Fill this in.'],
  ['a text too short', z.string().min(3), 'no', 'Must have at least 3 characters, not 2.'],
  ['a text too long', z.string().max(1), 'long', 'Must have at most 1 character, not 4.'],
  ['an empty list', z.array(z.string()).min(1), [], 'Add at least one.'],
  ['too many', z.array(z.string()).max(2), ['a', 'b', 'c'], 'Must have at most 2 entries, not 3.'],
  ['half a pair', z.tuple([z.string(), z.string()]), ['a'], 'Must have at least 2 entries, not 1.'],
  ['a length of time', z.iso.duration(), '5 minutes', 'Write a length of time such as PT5M.'],
  ['a form', z.string().regex(/^[a-z]+$/), 'A1', '“A1” does not have the form that is needed: /^[a-z]+$/. Correct it.'],
  ['words of its own', z.string().regex(/^[a-z]+$/, 'Use lower case.'), 'A1', 'Use lower case.'],
  ['none of the choices', z.enum(['skip', 'ask']), 'often', 'Must be skip or ask, not “often”.'],
  ['one setting too many', z.strictObject({}), { a: 1 }, '“a” is not known here. Remove it, or correct its spelling.'],
  [
    'several too many',
    z.strictObject({}),
    { a: 1, b: 2 },
    '“a”, “b” are not known here. Remove them, or correct their spelling.',
  ],
  ['none of several kinds', z.union([z.string(), z.number()]), true, 'Must be a text or a number, not yes.'],
  ['almost one of several', z.union([z.number(), z.string().min(3)]), 'no', 'Must have at least 3 characters, not 2.'],
  [
    'a name that does not fit',
    z.record(z.string().regex(/^a/, 'Begin with a.'), z.string()),
    { b: '' },
    'Begin with a.',
  ],
  ['a judgement without words', z.string().refine(() => false), 'x', 'This does not fit. Choose something else.'],
])('%s', (_, schema, value, message) => {
  expect(told(schema, value)).toEqual([message])
})

test('a setting goes by the titles on its field and on those around it', () => {
  const menu = nodeTypes.find(({ type }) => type === 'menu')?.config as z.ZodType
  expect(titleAt(menu, ['attempts'])).toBe('Times to ask')
  expect(titleAt(menu, ['options', 1, 'label'])).toBe('Choices 2, Name')
  expect(titleAt(menu, ['variants', 'sms'])).toBe('Other words on some channels, sms')
  expect(titleAt(menu, ['options', 0, 'gone'])).toBe('Choices 1, gone')
  expect(titleAt(menu, [])).toBe('')
})

test('a step that is not set up says which setting, what is wrong and what to do', () => {
  const config = { question: 'Which?', saveAs: 'invoice', attempts: 9 }
  const nodes = { which: { type: 'ask', name: 'Which one', config } }
  const journey = Journey.parse({ format: 1, id: 'any', name: 'Any', facts: {}, nodes })
  expect(check(journey, { nodes: nodeTypes }).map(({ message }) => message)).toContain(
    '“Which one” is not set up at “Times to ask”: Must be between 1 and 5, not 9.',
  )
})

test('no setting of any step, however wrong, is told in words that are not ours', () => {
  const anything = fc.oneof(
    fc.constant(''),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.string(),
    fc.constant([]),
  )
  for (const { type, config } of nodeTypes) {
    const { shape } = config as z.ZodObject
    const settings = fc.record(
      Object.fromEntries([...Object.keys(shape), 'stray'].map((key) => [key, nested(anything)])),
      {
        requiredKeys: [],
      },
    )
    fc.assert(
      fc.property(settings, (value) => {
        for (const message of told(config, value))
          expect(message, type).not.toMatch(
            /invalid|expected|received|too (small|big)|unrecognized|undefined|\[object/i,
          )
      }),
      { numRuns: 100 },
    )
  }
})

function nested(leaf: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const row = fc.dictionary(fc.constantFrom('id', 'label', 'fact', 'from', 'text', 'channels', 'every', 'sms'), leaf)
  return fc.oneof(leaf, fc.array(row, { maxLength: 2 }), row)
}
