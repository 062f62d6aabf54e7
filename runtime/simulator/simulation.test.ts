import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalogOf, Journey } from '#core'
import { nodeTypes } from '#nodes'
import type { JourneyEvent } from '#sdk'
import { simulation } from './simulation.ts'

const nobody = { id: 'ana', name: null, profile: {}, facts: {} }

test('a journey that goes round for ever without time passing is stopped, and says where', () => {
  const journey = Journey.parse({
    format: 1,
    id: 'round',
    name: 'Round and round',
    nodes: {
      start: { type: 'inbound', next: { received: 'wait' } },
      wait: { type: 'wait', config: { duration: 'P1D' }, next: { elapsed: 'end' } },
      nudge: { type: 'say', config: { text: 'Are you still there?' }, next: { sent: 'resume:talk' } },
      end: { type: 'end' },
    },
    stages: { talk: { nodes: ['wait'], within: { duration: 'PT1H', else: 'nudge' }, resumable: true } },
  })
  const running = simulation(journey, catalogOf({ nodes: nodeTypes }), { startAt: 0, person: nobody })
  running.send({ type: 'message.received', channel: 'sms', text: 'Hi', at: 0 })
  running.advance(2 * 3_600_000)
  expect(running.stopped).toEqual(['Time went round in a circle without passing, and was stopped at “nudge”.'])
  expect(running.now()).toBe(2 * 3_600_000)
})

describe('with an agent', () => {
  const file = new URL('../../examples/protocols/warm-handover.json', import.meta.url)
  const warm = Journey.parse(JSON.parse(readFileSync(file, 'utf8')))
  const ends = { resolved: 'end', returned: 'end', no_answer: 'end' }
  const journey = Journey.parse({
    format: 1,
    id: 'people',
    name: 'People',
    nodes: {
      start: { type: 'inbound', next: { received: 'to' } },
      to: { type: 'handoff', config: { protocol: warm.id, queue: 'care', reason: 'Asked' }, next: ends },
      told: { type: 'say', config: { text: 'It was delivered.' }, next: { sent: 'to' } },
      end: { type: 'end' },
    },
    stages: { talk: { nodes: ['to'], on: { 'customer.said:cancel': 'end', 'order.delivered': 'told' } } },
  })
  const open = () => {
    const catalog = catalogOf({ nodes: nodeTypes, documents: { [warm.id]: warm } })
    const running = simulation(journey, catalog, { startAt: 0, person: nobody })
    const send = (event: object) =>
      running.send({ at: 0, agent: { id: 'mira', name: 'Mira' }, ...event } as JourneyEvent)
    const say = (text: string) => send({ type: 'message.received', channel: 'sms', text })
    return { running, send, say }
  }

  test('what the customer says is for the agent, and tears nobody away from them', () => {
    const { running, send, say } = open()
    say('Hi')
    send({ type: 'agent.accepted' })
    say('Please do not cancel it')
    expect(running.at()).toEqual(['to/with-agent'])
    expect(running.effects.map((each) => each.effect.type)).not.toContain('handoff.close')
  })

  test('while they wait for one, their words still count for the journey', () => {
    const { running, say } = open()
    say('Hi')
    say('Cancel it')
    expect(running.ended()).toBe(true)
  })

  test('a handoff that an interrupt ended is no part of the next: its agent’s first words are recorded as first', () => {
    const { running, send, say } = open()
    say('Hi')
    for (const _ of ['one agent', 'another']) {
      send({ type: 'agent.accepted' })
      send({ type: 'agent.replied', text: 'Hello' })
      send({ type: 'order.delivered' })
    }
    const recorded = running.effects.filter(({ effect }) => effect.type === 'continuity.record')
    expect(recorded).toHaveLength(2)
  })
})

test('the next conversation knows what is known of the customer, and not what was said in the last one', () => {
  const ask = (fact: string, next: string) => ({
    type: 'ask',
    config: { question: `What is your ${fact}?`, saveAs: fact },
    timeout: 'P1D',
    next: { answered: next, not_understood: next, no_answer: next },
  })
  const journey = Journey.parse({
    format: 1,
    id: 'twice',
    name: 'Twice',
    facts: { order: { type: 'text', label: 'Order' }, address: { type: 'text', label: 'Address', scope: 'customer' } },
    nodes: {
      start: { type: 'inbound', next: { received: 'order' } },
      order: ask('order', 'address'),
      address: ask('address', 'end'),
      end: { type: 'end' },
    },
  })
  const running = simulation(journey, catalogOf({ nodes: nodeTypes }), { startAt: 0, person: nobody })
  const say = (text: string) => running.send({ type: 'message.received', channel: 'sms', text, at: 0 })
  for (const text of ['Hi', '4711', 'Main Street 1', 'Hi again', '4712']) say(text)
  const asked = running.sent.map((message) => message.text)
  expect(asked).toEqual(['What is your order?', 'What is your address?', 'What is your order?'])
  expect(running.facts()).toEqual({ order: '4712', address: 'Main Street 1' })
})
