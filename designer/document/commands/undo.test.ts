import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readShared, writeShared } from '#api'
import { type Journey, Journey as Schema } from '#core'
import { anyJourney, anyNodeId, anyOutcome } from '../../testing/journeys.ts'
import type { Edit } from '../command.ts'
import { openDocument } from '../open-document.ts'
import { addNode } from './add-node.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import { declareFact, removeFact } from './facts.ts'
import { moveBy, moveTo } from './move.ts'
import { addNote, removeNote, setNote } from './notes.ts'
import { duplicate } from './paste.ts'
import { removeNodes } from './remove-nodes.ts'
import { changeType, rename, setConfig, setEnvelope } from './set-node.ts'
import { replace, setJourney, suppress, unsuppress } from './settings.ts'
import { splice } from './splice.ts'
import { addStage, putInStage, removeStage, setStage } from './stages.ts'

const fact = { type: 'text', label: 'Invoice number', pii: false, scope: 'conversation' } as const
const kind = fc.constantFrom('outcome', 'on', 'within', 'done')

/** Every edit there is, with arguments that may or may not fit the journey. */
const edits: Record<string, fc.Arbitrary<Edit>> = {
  connect: fc
    .record({ kind, from: anyNodeId, outcome: anyOutcome, to: anyNodeId })
    .map((link) => (j) => connect(j, link as never)),
  'connect a stage': fc
    .record({ kind, outcome: anyOutcome, to: anyNodeId })
    .map((link) => (j) => connect(j, { ...link, from: 'first' } as never)),
  disconnect: fc
    .record({ kind, from: fc.oneof(anyNodeId, fc.constant('first')), outcome: anyOutcome })
    .map((link) => (j) => disconnect(j, link as never)),
  'add a node': fc
    .record({ from: anyNodeId, outcome: anyOutcome })
    .map(
      (after) => (j) =>
        addNode(j, { id: 'new-one', type: 'say', name: 'New one', at: [1, 2], after: { ...after, kind: 'outcome' } }),
    ),
  'remove nodes': fc.array(anyNodeId, { maxLength: 3 }).map((ids) => (j) => removeNodes(j, ids)),
  splice: fc.record({ from: anyNodeId, outcome: anyOutcome, to: anyNodeId, node: anyNodeId }).map(
    ({ node, ...link }) =>
      (j) =>
        splice(j, { kind: 'outcome', ...link }, node, 'done'),
  ),
  rename: fc.record({ id: anyNodeId, name: fc.constantFrom('', 'Other name') }).map(
    ({ id, name }) =>
      (j) =>
        rename(j, id, name),
  ),
  'set a setting': fc
    .record({
      id: anyNodeId,
      path: fc.constantFrom(['text'], ['rows', 0, 'label'], ['deep', 'er']),
      value: fc.constantFrom('hello there', 3, undefined),
    })
    .map(
      ({ id, path, value }) =>
        (j) =>
          setConfig(j, id, path, value),
    ),
  'set the envelope': anyNodeId.map(
    (id) => (j) => setEnvelope(j, id, { timeout: 'PT4H', note: 'a note', retry: { times: 2, after: 'PT5S' } }),
  ),
  'change the kind': anyNodeId.map(
    (id) => (j) => changeType(j, id, { type: 'end', version: 1, config: {}, outcomes: ['done'] }),
  ),
  'move to': anyNodeId.map((id) => (j) => moveTo(j, { [id]: [12.6, 7], note: [1, 1] })),
  'move by': fc.array(anyNodeId).map((ids) => (j) => moveBy(j, ids, [8, -8])),
  duplicate: fc.uniqueArray(anyNodeId).map((ids) => (j) => duplicate(j, ids).journey),
  'add a stage': fc.uniqueArray(anyNodeId).map((ids) => (j) => addStage(j, 'third', 'Third stage', ids)),
  'remove a stage': fc.constantFrom('first', 'second').map((id) => (j) => removeStage(j, id)),
  'set a stage': fc
    .constantFrom('first', 'second')
    .map((id) => (j) => setStage(j, id, { resumable: true, within: undefined, name: 'Other name' })),
  'put in a stage': fc.record({ id: anyNodeId, stage: fc.constantFrom('first', 'second', null) }).map(
    ({ id, stage }) =>
      (j) =>
        putInStage(j, id, stage),
  ),
  'declare a fact': fc.constant((j) => declareFact(j, 'invoice', fact)),
  'remove a fact': fc.constant((j) => removeFact(declareFact(j, 'order', fact), 'invoice')),
  'add a note': fc.constant((j) => addNote(j, 'note-3', [3, 4], 'two words')),
  'set a note': fc.constant((j) => setNote(j, 'note', 'other words')),
  'remove a note': fc.constant((j) => removeNote(j, 'note')),
  'set the journey': fc.constant((j) => setJourney(j, { name: 'Another name', description: 'What for', priority: 3 })),
  suppress: fc.constant((j) => suppress(j, 'outcome.loose', 'ask', 'it is fine')),
  unsuppress: fc.constant((j) => unsuppress(suppress(j, 'a', null, 'fine so'), 'a', null)),
  replace: anyJourney.map((next) => (j) => replace(j, next)),
}

for (const [name, edit] of Object.entries(edits)) {
  test(`${name}: undo puts back what was there, redo does it again, and the document stays valid`, () => {
    fc.assert(
      fc.property(anyJourney, edit, (journey, change) => {
        const draft = open(journey)
        const before = read(draft)
        const changed = draft.run(change)
        const after = read(draft)
        expect(Schema.safeParse(after).error).toBeUndefined()
        if (!changed) {
          expect(after).toEqual(before)
          return
        }
        draft.undo()
        expect(read(draft)).toEqual(before)
        draft.redo()
        expect(read(draft)).toEqual(after)
      }),
      { numRuns: 25 },
    )
  })
}

test('what is drawn is what is shared, whatever edits came before', () => {
  fc.assert(
    fc.property(anyJourney, fc.array(fc.oneof(...Object.values(edits)), { maxLength: 8 }), (journey, changes) => {
      const draft = open(journey)
      for (const change of changes) draft.run(change)
      const again = openDocument(draft.shared)
      expect(again.store.getState().journey).toEqual(JSON.parse(JSON.stringify(draft.store.getState().journey)))
    }),
    { numRuns: 25 },
  )
})

function open(journey: Journey) {
  const shared = new Y.Doc()
  writeShared(shared, journey, 'server')
  return openDocument(shared)
}

function read(draft: ReturnType<typeof openDocument>) {
  return readShared(draft.shared)
}
