import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inParts } from './in-parts.ts'

test.each([
  ['what fits is one part, as it is', ' short \n', 20, [' short \n']],
  ['a paragraph', 'The first one.\n\nThe second. It is long.', 24, ['The first one.', 'The second. It is long.']],
  ['a line', 'Choose:\n1. Billing\n2. Ordering', 20, ['Choose:\n1. Billing', '2. Ordering']],
  ['a sentence', 'It is late. We are sorry for it.', 22, ['It is late.', 'We are sorry for it.']],
  ['a word', 'one two three four five', 14, ['one two three', 'four five']],
  ['a word where nobody writes spaces', '你好世界你好世界', 5, ['你好世界', '你好世界']],
  ['no part next to nothing: the sentence first', 'No. abcdefgh ijklmnop qrst', 20, ['No. abcdefgh', 'ijklmnop qrst']],
  [
    'before a link',
    'Read this: https://a.example/b?c=d.e!f now',
    32,
    ['Read this:', 'https://a.example/b?c=d.e!f now'],
  ],
  ['a character at a time, the whole of it', '👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12, ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']],
  ['inside one that is longer than a part, but not inside a pair', '👩‍👩‍👧‍👦', 7, ['👩‍👩‍', '👧‍👦']],
  ['a link that is longer than a part', 'https://a.example/bcdef', 12, ['https://a.ex', 'ample/bcdef']],
] as const)('%s', (_, text, longest, expected) => {
  expect(inParts(text, longest)).toEqual(expected)
})

test('counts as it is told to', () => {
  const size = (text: string) => text.length + (text.match(/€/g) ?? []).length
  expect(inParts('€€€ €€€', 7, size)).toEqual(['€€€', '€€€'])
})

const piece = fc.oneof(
  fc.constantFrom(
    ' ',
    '\n',
    '\n\n',
    '. ',
    '! ',
    '👩‍👩‍👧‍👦',
    '𝒳',
    'é',
    '你好',
    'https://a.example/x?y=z',
    'a@b.example',
    '12.50',
  ),
  fc.lorem({ maxCount: 3 }),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)

test('loses nothing but space, keeps to the limit, and cuts no character and no link in two', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 40, max: 120 }), (pieces, longest) => {
      const text = pieces.join('')
      const size = (part: string) => part.length + (part.match(/[e€]/g) ?? []).length
      const parts = inParts(text, longest, size)
      const plain = (each: string) => each.replaceAll(/\s/gu, '')
      expect(plain(parts.join(''))).toBe(plain(text))
      expect(parts.every((part) => (size(part) <= longest && part !== '') || text === part)).toBe(true)
      expect(parts.every((part) => text.includes(part))).toBe(true)
      expect(parts.some((part) => /\p{Cs}/u.test(part)) && !/\p{Cs}/u.test(text)).toBe(false)
      for (const [found] of text.matchAll(/(?<=\s|^)https:\/\/a\.example\/x\?y=z(?=\s|$)/g))
        expect(parts.some((part) => part.includes(found))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('gets to the end of a long text without a word or with nothing but space', () => {
  for (const hostile of ['x'.repeat(100_000), 'https://'.repeat(12_000), '\n'.repeat(100_000), 'é'.repeat(50_000)]) {
    expect(inParts(hostile, 1600).every((part) => part.length <= 1600)).toBe(true)
  }
})
