import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import {
  catalogOf,
  compile,
  type Parsed,
  parseJourney,
  parseWorkspace,
  type RunStart,
  restoreSnapshot,
  startTurn,
  storeSnapshot,
  type Turn,
  turn,
} from '#core'
import { nodeTypes } from '#nodes'
import type { AnyNodeType, JourneyEvent } from '#sdk'
import { stepAgain } from './step-again.ts'

const examples = resolve(import.meta.dirname, '../../examples')
const read = <T>(path: string, parse: (text: string) => Parsed<T>): T => {
  const parsed = parse(readFileSync(join(examples, path), 'utf8'))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
const journey = read('billing-question/journey.json', parseJourney)
const documents = { 'warm-handover': read('protocols/warm-handover.json', parseJourney) }
const planWith = (nodes: readonly AnyNodeType[]) =>
  compile(journey, catalogOf({ nodes, documents, workspace: read('workspace.json', parseWorkspace) }))
const plan = planWith(nodeTypes)

const at = Date.parse('2026-03-12T09:00:00Z')
const says = (text: string, minute: number): JourneyEvent => ({
  type: 'message.received',
  channel: 'email',
  text,
  at: at + minute * 60_000,
})

/** A customer whose invoice was known before; somebody corrects it while they are asked what is wrong with it. */
const start: RunStart = {
  at,
  entry: 'writes-or-calls',
  event: says('My bill is wrong', 0),
  channel: 'email',
  customer: { id: 'ana', name: 'Ana', language: null },
  profile: {},
  facts: { invoice: { value: '12345', channel: 'sms', at: at - 60_000, source: 'ask-invoice', proof: 'proved' } },
}
const events: JourneyEvent[] = [
  { type: 'fact.changed', name: 'invoice', value: '54321', source: 'crm', at: at + 60_000 } as JourneyEvent,
  says('The date on it', 2),
  says('I want to talk to a person', 3),
]

/** What a server answers about this run. */
function recorded(): Parameters<typeof stepAgain>[2] {
  let now: Turn = startTurn(plan, start)
  const turns = [{ event: start.event, trail: now.trail }]
  for (const event of events) {
    now = turn(plan, restoreSnapshot(plan, JSON.parse(JSON.stringify(storeSnapshot(plan, now.snapshot)))), event)
    turns.push({ event, trail: now.trail })
  }
  const iso = new Date(at).toISOString()
  return JSON.parse(
    JSON.stringify({
      journal: turns.map((each, index) => ({ ...each, turn: index + 1, at: iso, route: 'entry' })),
      snapshot: storeSnapshot(plan, now.snapshot),
    }),
  )
}

test('a run whose start was recorded is the same again, path and state', () => {
  const { turns, difference } = stepAgain(plan, start, recorded())
  expect([difference, turns.map((each) => each.equal)]).toEqual([null, [true, true, true, true]])
  expect(turns[0]?.now).toContain('ask-invoice/answered')
  expect(turns[3]?.now.join()).toContain('to-agent')
})

test('what it started with counts: without a fact it knew, the first turn is another', () => {
  expect(stepAgain(plan, { ...start, facts: {} }, recorded()).difference).toMatchObject({ turn: 1, what: 'path' })
})

test('the first turn that goes another way is named, and nothing after it is claimed', () => {
  const record = recorded()
  const second = record.journal[2]
  if (second) second.trail = [{ node: 'ask-concern', outcome: 'not_understood' }]
  const { turns, difference } = stepAgain(plan, start, record)
  expect(difference).toEqual({
    turn: 3,
    what: 'path',
    was: 'ask-concern/not_understood',
    now: expect.stringContaining('ask-concern/answered'),
  })
  expect(turns.map((each) => [each.turn, each.equal])).toEqual([
    [1, true],
    [2, true],
    [3, false],
  ])
})

test('steps that remember something else on the same path are a difference of state', () => {
  const forgetful = nodeTypes.map((type): AnyNodeType => {
    if (type.type !== 'ask') return type
    const resume: AnyNodeType['resume'] = (visit, event) => {
      const reply = type.resume?.(visit, event) ?? {}
      return reply.captured ? { ...reply, captured: { concern: 'a date' } } : reply
    }
    return { ...type, resume }
  })
  const { turns, difference } = stepAgain(planWith(forgetful), start, recorded())
  expect(turns.every((each) => each.equal)).toBe(true)
  expect(difference).toEqual({
    turn: 4,
    what: 'state',
    was: 'context.facts.concern.value = "The date on it"',
    now: 'context.facts.concern.value = "a date"',
  })
})

test('a step that throws now stops there, with what it said', () => {
  const broken = nodeTypes.map((type) => (type.type === 'ask' ? { ...type, resume: () => boom() } : type))
  const { difference } = stepAgain(planWith(broken), start, recorded())
  expect(difference).toMatchObject({ turn: 3, what: 'path', now: expect.stringContaining('stopped: Boom.') })
})

function boom(): never {
  throw new Error('Boom.')
}
