import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readShared, sharedRoot, writeShared } from './shared-document.ts'

const word = fc.string({ maxLength: 8 })
const sentence = fc
  .array(fc.constantFrom('hi', 'there', '😀', '{{name}}', 'a b', 'a\nb'), { maxLength: 6 })
  .map((parts) => parts.join(' '))
const key = fc.stringMatching(/^[a-z]{1,6}$/)
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    word,
    sentence,
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    fc.tuple(fc.integer(), fc.integer()),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(key, tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const plain = fc.dictionary(key, value.any, { maxKeys: 5, noNullPrototype: true })

test('whatever was there before, what is written is what is read', () => {
  fc.assert(
    fc.property(plain, plain, plain, (one, two, three) => {
      const doc = new Y.Doc()
      for (const next of [one, two, three, one]) {
        writeShared(doc, next, 'test')
        expect(readShared(doc)).toEqual(next)
      }
    }),
  )
})

test('undo puts back exactly what was there', () => {
  fc.assert(
    fc.property(plain, plain, (one, two) => {
      const doc = new Y.Doc()
      writeShared(doc, one, 'other')
      const undo = new Y.UndoManager(sharedRoot(doc), { trackedOrigins: new Set(['me']) })
      writeShared(doc, two, 'me')
      undo.undo()
      expect(readShared(doc)).toEqual(one)
      undo.redo()
      expect(readShared(doc)).toEqual(two)
    }),
  )
})

test('two copies agree after they met, whatever each wrote', () => {
  fc.assert(
    fc.property(plain, plain, plain, (start, one, two) => {
      const [a, b] = pair(start)
      writeShared(a, one, 'a')
      writeShared(b, two, 'b')
      meet(a, b)
      expect(readShared(a)).toEqual(readShared(b))
    }),
  )
})

test('two people in one sentence both keep their words', () => {
  const [a, b] = pair({ nodes: { ask: { config: { question: 'Which invoice is it about?' } } } })
  writeShared(a, { nodes: { ask: { config: { question: 'Hello. Which invoice is it about?' } } } }, 'a')
  writeShared(b, { nodes: { ask: { config: { question: 'Which invoice is it about, please?' } } } }, 'b')
  meet(a, b)
  expect(readShared(a)).toEqual({
    nodes: { ask: { config: { question: 'Hello. Which invoice is it about, please?' } } },
  })
})

test('a list two people add to keeps both, a point stays one person’s', () => {
  const [a, b] = pair({ stages: { self: { nodes: ['ask'] } }, layout: { ask: [0, 0] } })
  writeShared(a, { stages: { self: { nodes: ['ask', 'say'] } }, layout: { ask: [10, 20] } }, 'a')
  writeShared(b, { stages: { self: { nodes: ['ask', 'end'] } }, layout: { ask: [30, 40] } }, 'b')
  meet(a, b)
  const merged = readShared(a) as { stages: { self: { nodes: string[] } }; layout: { ask: number[] } }
  expect([...merged.stages.self.nodes].sort()).toEqual(['ask', 'end', 'say'])
  expect([
    [10, 20],
    [30, 40],
  ]).toContainEqual(merged.layout.ask)
})

test('writing what is already there sends nothing', () => {
  const document = { name: 'Two words', nodes: { a: { next: { done: 'b' }, list: [{ label: 'One two' }] } } }
  const [doc] = pair(document)
  let updates = 0
  doc.on('update', () => updates++)
  writeShared(doc, structuredClone(document), 'test')
  expect(updates).toBe(0)
})

function pair(start: object): [Y.Doc, Y.Doc] {
  const [a, b] = [new Y.Doc(), new Y.Doc()]
  writeShared(a, start, 'start')
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
  return [a, b]
}

function meet(a: Y.Doc, b: Y.Doc) {
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
}
