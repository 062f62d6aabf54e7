import { expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import { warmProtocol } from '#testing'
import { catalogOf } from './catalog.ts'
import { compile } from './compile/compile.ts'
import { Journey } from './journey.ts'
import { startTurn } from './turn.ts'

const catalog = catalogOf({ nodes: nodeTypes, documents: { warm: warmProtocol } })
const handoff = { protocol: 'warm', queue: 'billing', reason: 'Needs a person' }
const end = { type: 'end' }

test.each([
  [
    'two messages',
    {
      a: { type: 'say', config: { text: 'A' }, next: { sent: 'b' } },
      b: { type: 'say', config: { text: 'B' }, next: { sent: 'a' } },
    },
    {},
  ],
  [
    'a handover that is passed by',
    { a: { type: 'handoff', config: handoff, skipWhen: 'true', skipTo: 'resolved', next: { resolved: 'a' } } },
    {},
  ],
  [
    'regions that end at once',
    { a: { type: 'set', config: { forget: ['f'] }, next: { done: 'left' } }, left: end, right: end },
    { both: { regions: { one: { nodes: ['left'] }, two: { nodes: ['right'] } }, done: 'a' } },
  ],
  [
    'regions that end at once, and begin again',
    { a: { type: 'set', config: { forget: ['f'] }, next: { done: 'left' } }, left: end, right: end },
    { both: { regions: { one: { nodes: ['left'] }, two: { nodes: ['right'] } }, done: 'right' } },
  ],
  [
    'regions that have ended, and are come back to',
    {
      a: {
        type: 'branch',
        config: { rows: [{ id: 'first', label: 'First', when: '!known(f)' }] },
        next: { first: 'left', otherwise: 'b' },
      },
      b: { type: 'set', config: { values: [{ fact: 'f', text: 'x' }] }, next: { done: 'resume:both' } },
      left: end,
      right: end,
    },
    { both: { regions: { one: { nodes: ['left'] }, two: { nodes: ['right'] } }, done: 'b', resumable: true } },
  ],
])('a circle that never waits stops and is told, through %s', (_, nodes, stages) => {
  const facts = { f: { type: 'text', label: 'Fact' } }
  const start = { type: 'inbound', next: { received: 'a' } }
  const journey = Journey.parse({ format: 1, id: 'round', name: 'Round', facts, nodes: { start, ...nodes }, stages })
  const event = { type: 'message.received' as const, channel: 'sms' as const, text: 'Hi', at: 0 }
  const customer = { id: 'ana', name: null, language: null }
  const turn = startTurn(compile(journey, catalog), { at: 0, entry: 'start', event, channel: 'sms', customer })
  expect(turn.overrun?.code).toBe('turn.too_many_entries')
  expect(turn.trail.length).toBeLessThan(400)
})
