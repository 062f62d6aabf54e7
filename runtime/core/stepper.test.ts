import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import type { JourneyEvent } from '#sdk'
import { plausibleJourney, warmProtocol } from '#testing'
import { catalogOf } from './catalog.ts'
import { compile } from './compile/compile.ts'
import type { Journey } from './journey.ts'
import { parseJourney, parseWorkspace } from './parse.ts'
import { restoreSnapshot, storeSnapshot } from './snapshot.ts'
import { fastStepper, plainStepper } from './stepper.ts'
import { emptyWorkspace } from './workspace.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const journeyAt = (path: string): Journey => {
  const parsed = parseJourney(read(path))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
const protocol = journeyAt('../../examples/protocols/warm-handover.json')
const workspace = parseWorkspace(read('../../examples/workspace.json'))
const catalog = catalogOf({
  nodes: nodeTypes,
  documents: { [protocol.id]: protocol },
  ...(workspace.ok ? { workspace: workspace.value } : {}),
})
const billing = journeyAt('../../examples/billing-question/journey.json')
const at = Date.parse('2026-03-12T09:00:00Z')
const agent = { id: 'mira', name: 'Mira' }

const anyEvent = fc.oneof(
  fc
    .constantFrom('12345', 'an agent please', 'the date', 'yes', 'no idea')
    .map((text) => ({ type: 'message.received', channel: 'email', text })),
  fc.constantFrom<object>(
    { type: 'call.started', channel: 'voice' },
    { type: 'agent.accepted', handoff: 'h', agent },
    { type: 'agent.closed', handoff: 'h', outcome: 'returned', disposition: 'Needs more' },
    { type: 'agent.closed', handoff: 'h', outcome: 'resolved', disposition: 'Done' },
    { type: 'ask-invoice.time' },
    { type: 'to-agent/offer.time' },
  ),
)

test('the fast stepper takes the very steps of XState’s transition(), through JSON between any two events', () => {
  const plan = compile(billing, catalog)
  const [fast, plain] = [fastStepper(plan.machine), plainStepper(plan.machine)]
  const start = {
    at,
    entry: 'writes-or-calls',
    event: { type: 'message.received', channel: 'email', text: 'Hello', at },
    channel: 'email',
    customer: { id: 'c', name: null, language: null },
  }
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
      let [one, oneActions] = fast.start(start)
      let [other, otherActions] = plain.start(start)
      for (const [index, event] of [undefined, ...events].entries()) {
        if (event) {
          const happened = { ...event, at: at + index * 60_000 } as JourneyEvent
          ;[one, oneActions] = fast.step(
            restoreSnapshot(plan, JSON.parse(JSON.stringify(storeSnapshot(plan, one)))),
            happened,
          )
          ;[other, otherActions] = plain.step(other, happened)
        }
        expect(storeSnapshot(plan, one)).toEqual(storeSnapshot(plan, other))
        expect(plainData(oneActions)).toEqual(plainData(otherActions))
      }
    }),
    { numRuns: 100 },
  )
})

test('so it does on any journey, whichever timers fire: regions, stages that are resumed, handovers', () => {
  const anything = fc.oneof(anyEvent, fc.nat(20))
  const documents = { warm: warmProtocol }
  fc.assert(
    fc.property(plausibleJourney, fc.array(anything, { maxLength: 12 }), (journey, events) => {
      const plan = compile(journey, catalogOf({ nodes: nodeTypes, documents, workspace: emptyWorkspace }))
      const [fast, plain] = [fastStepper(plan.machine), plainStepper(plan.machine)]
      const first = { type: 'message.received', channel: 'sms', text: 'Hi', at }
      const customer = { id: 'c', name: null, language: null }
      const start = { at, entry: 'start', event: first, channel: 'sms', customer }
      let [one, oneActions] = fast.start(start)
      let [other, otherActions] = plain.start(start)
      const timers = new Map<string, JourneyEvent>()
      for (const [index, event] of [undefined, ...events].entries()) {
        if (event !== undefined) {
          const happened =
            typeof event === 'number' ? [...timers.values()][event] : { ...event, at: at + index * 60_000 }
          if (!happened || one.status !== 'active') continue
          ;[one, oneActions] = fast.step(
            restoreSnapshot(plan, JSON.parse(JSON.stringify(storeSnapshot(plan, one)))),
            happened as JourneyEvent,
          )
          ;[other, otherActions] = plain.step(other, happened as JourneyEvent)
        }
        expect(storeSnapshot(plan, one)).toEqual(storeSnapshot(plan, other))
        expect(plainData(oneActions)).toEqual(plainData(otherActions))
        for (const { type, params } of oneActions) {
          const {
            id,
            sendId,
            delay,
            event: due,
          } = (params ?? {}) as {
            id?: string
            sendId?: string
            delay?: number
            event?: JourneyEvent
          }
          if (type === 'xstate.cancel' && sendId !== undefined) timers.delete(sendId)
          if (type === 'xstate.raise' && id !== undefined && delay !== undefined && due) timers.set(id, due)
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('the same journey always compiles to the same machine', () => {
  expect(JSON.stringify(compile(billing, catalog).machine.definition)).toBe(
    JSON.stringify(compile(billing, catalog).machine.definition),
  )
})

test('documents of every format that ever shipped are read', () => {
  expect(journeyAt('./migrate/fixtures/format-1.json')).toMatchObject({ format: 1, id: 'billing-question' })
})

test('a newer format, hostile keys, deep nesting and half a file are each told as what they are', () => {
  const told = (input: unknown) => {
    const parsed = parseJourney(input)
    return parsed.ok ? [] : parsed.problems.map((each) => each.message)
  }
  expect(told('')[0]).toContain('empty')
  expect(told('{"format": 1, "id"')[0]).toContain('cut off')
  expect(told('{"format": 99}')[0]).toContain('newer')
  expect(told('{"format": 1, "nodes": {"__proto__": {}}}')[0]).toContain('__proto__')
  expect(told(`${'['.repeat(40)}${']'.repeat(40)}`)[0]).toContain('deep')
  expect(({} as Record<string, unknown>).type).toBeUndefined()
})

function plainData(actions: readonly { type: string; params?: unknown }[]) {
  return JSON.parse(JSON.stringify(actions.map(({ type, params }) => ({ type, params }))))
}
