import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sharedRoot, writeShared } from '#api'
import { Journey } from '#core'
import { connect } from './commands/connect.ts'
import { moveTo } from './commands/move.ts'
import { removeNodes } from './commands/remove-nodes.ts'
import { setConfig } from './commands/set-node.ts'
import { openDocument } from './open-document.ts'
import { type Overwritten, watchOverwritten } from './overwritten.ts'

const journey = Journey.parse({
  format: 1,
  kind: 'journey',
  id: 'billing',
  name: 'Billing question',
  nodes: {
    ask: {
      type: 'ask',
      name: 'Ask',
      config: { question: 'Which invoice is it about?', kind: 'text' },
      next: { answered: 'end' },
    },
    end: { type: 'end' },
  },
  layout: { ask: [0, 0], end: [300, 0] },
})

test('two people in one sentence both keep their words, and each undoes only their own', () => {
  const { a, b, meet } = two()
  a.run((each) => setConfig(each, 'ask', ['question'], 'Hello! Which invoice is it about?'))
  b.run((each) => setConfig(each, 'ask', ['question'], 'Which invoice is it about, please?'))
  meet()
  expect(question(a)).toBe('Hello! Which invoice is it about, please?')
  expect(question(b)).toBe(question(a))
  a.undo()
  meet()
  expect(question(b)).toBe('Which invoice is it about, please?')
})

test('deleting a step while somebody connects to it leaves a dangling target for the checks, and nothing breaks', () => {
  const { a, b, meet } = two()
  a.run((each) => removeNodes(each, ['end']))
  b.run((each) => connect(each, { kind: 'outcome', from: 'ask', outcome: 'not_understood', to: 'end' }))
  meet()
  const merged = b.store.getState().journey
  expect(merged).toEqual(a.store.getState().journey)
  expect(merged?.nodes).not.toHaveProperty('end')
  expect(merged?.nodes.ask?.next).toEqual({ not_understood: 'end' })
  expect(Journey.safeParse(merged).success).toBe(true)
})

test('of one plain value the last wins, and whoever lost is told', () => {
  const { a, b, meet } = two()
  const told: Overwritten[] = []
  let now = 0
  watchOverwritten(
    sharedRoot(a.shared),
    () => now,
    (what) => told.push(what),
  )
  a.run((each) => setConfig(each, 'ask', ['kind'], 'number'))
  meet()
  b.run((each) => setConfig(each, 'ask', ['kind'], 'email'))
  meet()
  expect(told).toEqual([{ path: ['nodes', 'ask', 'config', 'kind'], value: 'email', by: b.shared.clientID }])
  a.run((each) => setConfig(each, 'ask', ['kind'], 'date'))
  now = 60_000
  meet()
  b.run((each) => setConfig(each, 'ask', ['kind'], 'phone'))
  meet()
  expect(told).toHaveLength(1)
})

test('a step that did not change stays the same object, so that it is not drawn again', () => {
  const { a, b, meet } = two()
  const before = a.store.getState().journey?.nodes.ask
  b.run((each) => moveTo(each, { end: [400, 10] }))
  meet()
  expect(a.store.getState().journey?.layout.end).toEqual([400, 10])
  expect(a.store.getState().journey?.nodes.ask).toBe(before)
})

test('typing joins into one step of undo, other edits stay apart', () => {
  const { a } = two()
  a.run((each) => setConfig(each, 'ask', ['question'], 'One two'), { typing: true })
  a.run((each) => setConfig(each, 'ask', ['question'], 'One two three'), { typing: true })
  a.run((each) => moveTo(each, { end: [1, 1] }))
  a.undo()
  expect(question(a)).toBe('One two three')
  a.undo()
  expect(question(a)).toBe('Which invoice is it about?')
  expect(a.store.getState().canUndo).toBe(false)
})

function two() {
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  writeShared(one, journey, 'server')
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one))
  const meet = () => {
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one, Y.encodeStateVector(other)), 'server')
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)), 'server')
  }
  return { a: openDocument(one), b: openDocument(other), meet }
}

function question(draft: ReturnType<typeof openDocument>): unknown {
  return draft.store.getState().journey?.nodes.ask?.config.question
}
