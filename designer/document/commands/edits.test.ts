import { expect, test } from 'vitest'
import { Journey } from '#core'
import { addNode } from './add-node.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import { copy, duplicate, paste } from './paste.ts'
import { removeNodes } from './remove-nodes.ts'
import { changeType, setConfig } from './set-node.ts'
import { splice } from './splice.ts'
import { addStage, removeStage } from './stages.ts'

const journey = Journey.parse({
  format: 1,
  kind: 'journey',
  id: 'billing',
  name: 'Billing',
  facts: { invoice: { type: 'text', label: 'Invoice' }, unused: { type: 'text', label: 'Unused' } },
  nodes: {
    start: { type: 'inbound', next: { received: 'ask' } },
    ask: { type: 'ask', name: 'Ask', config: { saveAs: 'invoice' }, next: { answered: 'end', no_answer: 'agent' } },
    agent: { type: 'handoff', next: { resolved: 'end' } },
    end: { type: 'end' },
  },
  stages: {
    self: {
      name: 'Self',
      nodes: ['ask'],
      on: { 'customer.left': 'end' },
      within: { duration: 'PT2M', else: 'agent' },
      resumable: true,
    },
  },
  layout: { start: [0, 0], ask: [300, 0], agent: [600, 0], end: [900, 0] },
})

test('an outcome leads to one place: connecting again moves it', () => {
  const moved = connect(journey, { kind: 'outcome', from: 'ask', outcome: 'answered', to: 'agent' })
  expect(moved.nodes.ask?.next).toEqual({ answered: 'agent', no_answer: 'agent' })
})

test('nothing connects to what is not there, and only a stage is resumed', () => {
  expect(connect(journey, { kind: 'outcome', from: 'ask', outcome: 'answered', to: 'nowhere' })).toBe(journey)
  expect(connect(journey, { kind: 'outcome', from: 'agent', outcome: 'left', to: 'resume:ask' })).toBe(journey)
  expect(
    connect(journey, { kind: 'outcome', from: 'agent', outcome: 'returned', to: 'resume:self' }).nodes.agent?.next
      .returned,
  ).toBe('resume:self')
})

test('cutting a stage’s time limit takes the limit away with its target', () => {
  expect(disconnect(journey, { kind: 'within', from: 'self', outcome: 'within' }).stages.self).not.toHaveProperty(
    'within',
  )
})

test('deleting a step with one way in and one way on closes the gap', () => {
  const healed = removeNodes(
    disconnect(disconnect(journey, { kind: 'within', from: 'self', outcome: 'within' }), {
      kind: 'on',
      from: 'self',
      outcome: 'customer.left',
    }),
    ['agent'],
  )
  expect(healed.nodes.ask?.next).toEqual({ answered: 'end', no_answer: 'end' })
  expect(healed.layout).not.toHaveProperty('agent')
})

test('deleting a step with several ways on leaves what led to it loose', () => {
  const removed = removeNodes(journey, ['ask'])
  expect(removed.nodes.start?.next).toEqual({})
  expect(removed.stages.self?.nodes).toEqual([])
})

test('a step put into a connection goes on where the connection led', () => {
  const added = addNode(journey, { id: 'say', type: 'say', name: 'Say', at: [0, 0] })
  const spliced = splice(added, { kind: 'outcome', from: 'start', outcome: 'received', to: 'ask' }, 'say', 'sent')
  expect(spliced.nodes.start?.next.received).toBe('say')
  expect(spliced.nodes.say?.next).toEqual({ sent: 'ask' })
})

test('a step added after another stands in the same stage', () => {
  const added = addNode(journey, {
    id: 'say',
    type: 'say',
    name: 'Say',
    at: [0, 0],
    after: { kind: 'outcome', from: 'ask', outcome: 'not_understood' },
  })
  expect(added.stages.self?.nodes).toEqual(['ask', 'say'])
  expect(added.nodes.ask?.next.not_understood).toBe('say')
})

test('copies keep the connections among themselves and bring only the facts they speak of', () => {
  const clip = copy(journey, ['ask', 'agent'])
  expect(Object.keys(clip.facts)).toEqual(['invoice'])
  const other = Journey.parse({ format: 1, kind: 'journey', id: 'other', name: 'Other' })
  const { journey: pasted, ids } = paste(other, clip, [10, 10])
  expect(ids).toEqual(['ask', 'agent'])
  expect(pasted.nodes.ask?.next).toEqual({ no_answer: 'agent' })
  expect(pasted.facts).toHaveProperty('invoice')
  expect(pasted.layout.ask).toEqual([310, 10])
})

test('a duplicate has an id of its own and leads where the original leads', () => {
  const { journey: doubled, ids } = duplicate(journey, ['ask'])
  expect(ids).toEqual(['ask-2'])
  expect(doubled.nodes['ask-2']?.next).toEqual({ answered: 'end', no_answer: 'agent' })
})

test('another kind keeps the outcomes both have', () => {
  const changed = changeType(journey, 'ask', {
    type: 'menu',
    version: 1,
    config: {},
    outcomes: ['no_answer', 'billing'],
  })
  expect(changed.nodes.ask).toMatchObject({ type: 'menu', next: { no_answer: 'agent' } })
})

test('a stage around steps of a stage stands inside it, and its steps come back when it goes', () => {
  const inner = addStage(journey, 'inner', 'Inner', ['ask'])
  expect(inner.stages.self).toMatchObject({ nodes: [], stages: ['inner'] })
  expect(removeStage(inner, 'inner').stages.self).toMatchObject({ nodes: ['ask'], stages: [] })
})

test('settings change by their path, and undefined takes them away', () => {
  const rows = setConfig(journey, 'ask', ['rows', 0, 'label'], 'Yes')
  expect(rows.nodes.ask?.config).toEqual({ saveAs: 'invoice', rows: { 0: { label: 'Yes' } } })
  expect(setConfig(journey, 'ask', ['saveAs'], undefined).nodes.ask?.config).toEqual({})
})
