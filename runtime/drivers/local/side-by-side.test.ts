import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { catalogOf, type Parsed, parseJourney, parseWorkspace, releaseOf } from '#core'
import { nodeTypes } from '#nodes'
import { type AnyNodeType, type ChannelId, defineNode, type Effect, type JourneyEvent } from '#sdk'
import { addCustomer, addIdentity } from '#store/customers'
import { factsOf } from '#store/facts'
import { openStore } from '#store/open'
import { deployRelease } from '#store/releases'
import { dueTimers } from '#store/timers'
import { allSent, auditStore } from '#testing'
import type { Arrival } from '../driver.ts'
import type { Performed } from '../performers.ts'
import { openLocalDriver } from './open-local-driver.ts'

const inbound = (next: string, keywords: string[] = []) => ({
  type: 'inbound',
  config: { keywords },
  next: { received: next },
})
const happens = (name: string, next: string) => ({ type: 'event', config: { name }, next: { happened: next } })
const toPeople = (queue: string, noAnswer = 'end') => ({
  type: 'handoff',
  config: { protocol: 'warm-handover', queue, reason: 'Wants to talk' },
  next: { resolved: 'end', returned: 'end', no_answer: noAnswer },
})
const ask = {
  type: 'ask',
  config: { question: 'Which order?', saveAs: 'order' },
  timeout: 'P1D',
  next: { answered: 'end', not_understood: 'end', no_answer: 'end' },
}
const end = { type: 'end', config: { as: 'done' } }
const facts = { order: { type: 'text', label: 'Order' } }

const calling = { id: 'calling', nodes: { in: inbound('to'), to: toPeople('billing'), end } }
const answering = { id: 'answering', facts, nodes: { in: inbound('ask'), ask, end } }
const asking = { id: 'asking', facts, nodes: { in: happens('order.late', 'ask'), ask, end } }

const told = {
  id: 'told',
  nodes: {
    in: happens('order.sent', 'tell'),
    tell: { type: 'say', config: { text: 'It is on its way.', channel: 'email' }, next: { sent: 'end' } },
    end,
  },
}

test('what a customer proved is not changed by somebody who merely says to be them', async () => {
  const iban = { type: 'text', label: 'Account', scope: 'customer' }
  const everyTime = { ...ask, config: { question: 'Which account?', saveAs: 'iban', whenKnown: 'ask' } }
  const { db, driver, say } = await open([
    { id: 'account', facts: { iban }, nodes: { in: inbound('ask'), ask: everyTime, end } },
  ])
  await addIdentity(db, 'ana', { address: 'mailto:ana@example.com', proof: 'proved' }, 0)
  await say('sms', 'Hello')
  await say('sms', 'DE-HERS')
  for (const text of ['Hello', 'DE-MINE']) {
    await driver.ingest({
      dedupeKey: text,
      channel: 'email',
      event: { type: 'message.received', channel: 'email', text, at: 1_773_400_000_000 },
      identity: { address: 'mailto:ana@example.com', proof: 'claimed' },
      interaction: { key: 'thread', direction: 'in' },
    })
  }
  expect(await factsOf(db, 'ana')).toMatchObject({ iban: { value: 'DE-HERS', proof: 'proved' } })
})

test('a journey that no customer started speaks where they can be written to, and where they wrote last', async () => {
  const say = { type: 'say', config: { text: 'It is on its way.' }, next: { sent: 'end' } }
  const plain = { id: 'plain', nodes: { in: happens('order.sent', 'tell'), tell: say, end } }
  const greeting = { id: 'greeting', nodes: { in: inbound('end'), end } }
  const { happen, say: write, sent, settled } = await open([plain, greeting])
  await happen('order.sent')
  await write('email', 'Where is it?')
  await happen('order.sent')
  await settled()
  expect(sent()).toEqual(['sms: It is on its way.', 'email: It is on its way.'])
})

describe('several runs of one customer', () => {
  test('an answer goes to whoever asked, also when another run spoke last while it waits for a person', async () => {
    const { say, happen, runs, passTime } = await open([calling, asking])
    await say('sms', 'I need help')
    await happen('order.late', 'sms')
    // The run that waits for a person says thank you for waiting, in the same thread.
    await passTime(5 * 60_000)
    expect(await say('sms', '4711')).toMatchObject({ route: 'question' })
    expect(await runs()).toMatchObject([
      { journey: 'calling', at: 'to/offer' },
      { journey: 'asking', status: 'ended' },
    ])
    expect(await say('sms', 'Is anybody there?')).toMatchObject({ route: 'interaction' })
  })

  test('what one of them learns, the others do not ask for', async () => {
    const pause = { type: 'wait', config: { duration: 'PT1H' }, next: { elapsed: 'ask' } }
    const later = { id: 'later', facts, nodes: { in: happens('order.late', 'pause'), pause, ask, end } }
    const { say, happen, passTime, sent } = await open([answering, later])
    await say('sms', 'Hello')
    await happen('order.late', 'sms')
    await say('sms', '4711')
    await passTime(3_600_000)
    expect(sent()).toEqual(['sms: Which order?'])
  })

  test('hanging up ends what the call was about, also while an agent has the customer in another matter', async () => {
    const late = { id: 'late', nodes: { in: happens('order.late', 'to'), to: toPeople('care'), end } }
    const { call, hangUp, happen, agent, handoffs, runs } = await open([calling, late])
    await call('CA1')
    await happen('order.late')
    await agent((await handoffs())[1]?.id, { type: 'agent.accepted' })
    expect(await hangUp('CA1')).toMatchObject({ route: 'interaction' })
    expect(await runs()).toMatchObject([
      { journey: 'calling', status: 'ended' },
      { journey: 'late', at: 'to/with-agent' },
    ])
  })
})

test('whoever is cut off and calls again at once has not left, though the first call is reported over last', async () => {
  const { call, hangUp, runs } = await open([calling])
  await call('CA1')
  expect(await call('CA2')).toMatchObject({ route: 'call' })
  expect(await hangUp('CA1')).toMatchObject({ route: 'calls_again' })
  expect(await runs()).toMatchObject([{ status: 'active', at: 'to/offer' }])
  expect(await hangUp('CA2')).toMatchObject({ route: 'interaction' })
  expect(await runs()).toMatchObject([{ status: 'ended' }])
})

describe('a call that is over', () => {
  test('leaves its question open where the customer wrote before', async () => {
    const { say, call, hangUp, runs } = await open([answering])
    await say('sms', 'Hello')
    await call('CA1')
    await hangUp('CA1')
    expect(await say('sms', '4711', 'another thread')).toMatchObject({ route: 'question' })
    expect(await runs()).toMatchObject([{ status: 'ended' }])
  })

  test('hears nothing more, and the timeline does not say that it will', async () => {
    const farewell = { ...end, config: { as: 'done', text: 'Goodbye.' } }
    const { db, call, hangUp, passTime } = await open([
      { id: 'order', facts, nodes: { in: inbound('ask'), ask, end: farewell } },
    ])
    await call('CA1')
    await hangUp('CA1')
    await passTime(24 * 3_600_000)
    const said = await db.selectFrom('timeline').select(['text', 'state']).where('direction', '=', 'out').execute()
    expect(said).toEqual([
      { text: 'Which order?', state: 'failed' },
      { text: 'Goodbye.', state: 'failed' },
    ])
  })
})

test('what is forgotten is so for the next run, too: a queue that a customer was passed on to counts once', async () => {
  const question = { question: 'Which queue?', saveAs: 'passed_to' }
  const which = { ...ask, config: question, next: { ...ask.next, answered: 'ask' } }
  const order = { ...ask, next: { ...ask.next, answered: 'to' } }
  const first = { in: inbound('which'), which, ask: order, to: byQueue, end }
  const second = { in: happens('order.late', 'to'), to: byQueue, end }
  const { db, say, happen } = await open([
    { id: 'first', facts, nodes: first },
    { id: 'second', nodes: second },
  ])
  for (const text of ['I need help', 'billing', '4711']) await say('sms', text)
  await happen('order.late')
  const queues = await db.selectFrom('handoff').select('queue').orderBy('offered_at').execute()
  expect(queues.map((each) => each.queue)).toEqual(['billing', 'care'])
})

test('a call to another system that may have arrived is not made again by itself, however often the step may retry', async () => {
  const booking = {
    id: 'booking',
    nodes: {
      in: inbound('book'),
      book: {
        type: 'http-request',
        config: { method: 'POST', url: 'https://shop.example/bookings' },
        retry: { times: 3, after: 'PT1S' },
        next: { ok: 'end', error: 'end', failed: 'end' },
      },
      end,
    },
  }
  let calls = 0
  const { say, passTime, runs } = await open([booking], () => {
    calls += 1
    return { status: 'in_doubt', reason: 'No answer came.' }
  })
  await say('email', 'Book it')
  await expect.poll(runs).toMatchObject([{ status: 'ended' }])
  await passTime(10_000)
  expect(calls).toBe(1)
})

test('a handoff that is over takes nothing more: what comes late for it does not count for the next one', async () => {
  const again = { id: 'again', nodes: { in: inbound('to'), to: toPeople('billing', 'to'), end } }
  const { say, agent, handoffs, runs } = await open([again])
  await say('email', 'I need help')
  const [first] = await handoffs()
  await agent(first?.id, { type: 'agent.declined' })
  expect(await handoffs()).toMatchObject([{ status: 'withdrawn' }, { status: 'offered' }])
  for (const event of [
    { type: 'agent.accepted' },
    { type: 'agent.replied', text: 'Hello' },
    { type: 'agent.closed', outcome: 'resolved', disposition: 'Done' },
  ])
    expect(await agent(first?.id, event)).toMatchObject({ status: 'unclaimed', route: 'handoff_over' })
  expect(await runs()).toMatchObject([{ at: 'to/offer', connected: null }])
})

describe('a run that stopped', () => {
  const fragile = {
    id: 'fragile',
    nodes: { in: inbound('fragile'), fragile: { type: 'fragile', next: { done: 'to' } }, to: toPeople('billing'), end },
  }

  test('keeps what the customer said to it for people to read, and tries all of it again in order', async () => {
    const { db, driver, say, runs, said, incidents } = await open([fragile])
    await say('email', 'Hello')
    expect(await say('email', 'Break')).toMatchObject({ status: 'set_aside', route: 'turn_failed' })
    await say('email', 'Go on')
    expect(await said()).toEqual(['Hello', 'Break', 'Go on'])

    expect(await driver.retry((await incidents())[0] ?? '', 'Mira')).toBe('retried')
    expect(await runs()).toMatchObject([{ status: 'parked', turn: 1 }])
    const [second] = await incidents()
    mended = true
    expect(await driver.retry(second ?? '', 'Mira')).toBe('retried')
    expect(await runs()).toMatchObject([{ status: 'active', turn: 3, at: 'to/offer' }])
    expect(await incidents()).toEqual([])
    expect(await auditStore(db, types)).toEqual([])
  })

  test('that is given up leaves nobody waiting: no offer, no timer, no held message, no open conversation', async () => {
    const both = {
      id: 'both',
      nodes: {
        in: inbound('to'),
        to: { ...toPeople('billing'), next: { resolved: 'gone', returned: 'gone', no_answer: 'gone' } },
        fragile: { type: 'fragile', next: { done: 'gone-too' } },
        gone: end,
        'gone-too': end,
        end,
      },
      stages: {
        both: {
          regions: { people: { nodes: ['to', 'gone'] }, words: { nodes: ['fragile', 'gone-too'] } },
          done: 'end',
        },
      },
    }
    const { db, driver, say, happen, agent, handoffs, incidents, runs, sent, settled } = await open([both, told])
    await say('email', 'Hello')
    const [handoff] = await handoffs()
    await agent(handoff?.id, { type: 'agent.accepted' })
    await happen('order.sent')
    await say('email', 'Break')
    await say('email', 'Anybody?')
    expect(await runs()).toMatchObject([{ status: 'parked' }, { status: 'ended' }])
    expect(await driver.discard((await incidents())[0] ?? '', 'Mira')).toBe('discarded')
    await settled()
    expect(await handoffs()).toMatchObject([{ status: 'withdrawn', outcome: 'The journey was given up' }])
    expect(await runs()).toMatchObject([{ status: 'discarded', connected: null }, { status: 'ended' }])
    expect(await db.selectFrom('timer').selectAll().execute()).toEqual([])
    expect(sent()).toContain('email: It is on its way.')
    expect(await db.selectFrom('unclaimed').select('text').execute()).toEqual([{ text: 'Break' }, { text: 'Anybody?' }])
    expect(await db.selectFrom('conversation').select('id').where('closed_at', 'is', null).execute()).toEqual([])
    expect(await auditStore(db, types)).toEqual([])
  })

  test('over a timer gets the timer again when it is tried again', async () => {
    const looping = {
      id: 'looping',
      nodes: {
        in: inbound('pause'),
        pause: { type: 'wait', config: { duration: 'PT1H' }, next: { elapsed: 'one' } },
        one: { type: 'say', config: { text: 'One' }, next: { sent: 'two' } },
        two: { type: 'say', config: { text: 'Two' }, next: { sent: 'one' } },
      },
    }
    const { driver, say, passTime, runs, incidents } = await open([looping])
    await say('email', 'Hello')
    await passTime(3_600_000)
    expect(await runs()).toMatchObject([{ status: 'parked', at: 'pause' }])
    const [first] = await incidents()
    await driver.retry(first ?? '', 'Mira')
    expect(await runs()).toMatchObject([{ status: 'parked', at: 'pause' }])
    expect(await incidents()).not.toContain(first)
  })

  test('because its release cannot run is parked like any other', async () => {
    const { db, driver, say, runs } = await open([fragile])
    const { run } = await say('email', 'Hello')
    await db.updateTable('run').set({ release: 'gone' }).execute()
    expect(await say('email', 'Go on')).toMatchObject({ status: 'set_aside', run })
    expect(await runs()).toMatchObject([{ status: 'parked' }])
    expect(driver.ready()).toBe(true)
  })
})

let mended = false
/** Throws on one word until it is mended. */
const brittle = defineNode({
  type: 'fragile',
  version: 1,
  group: 'custom',
  title: 'Fragile',
  icon: 'alert-triangle',
  description: 'Breaks on a word.',
  config: z.strictObject({}),
  outcomes: { done: { label: 'Done' } },
  waits: ['message.received'],
  channels: 'any',
  effects: 'none',
  summary: () => [],
  enter: () => ({ anyChannel: true }),
  resume(_, event) {
    const { text } = event as unknown as { text: string }
    if (text === 'Break' && !mended) throw new Error('It broke.')
    return text === 'Go on' ? { outcome: 'done' } : {}
  },
})
const types = [...nodeTypes, brittle] as AnyNodeType[]

const byQueue = { ...toPeople('care'), config: { protocol: 'pass-on', queue: 'care', reason: 'Asked' } }

const must = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
const read = (path: string) => readFileSync(new URL(`../../../examples/${path}`, import.meta.url), 'utf8')
const protocol = must(parseJourney(read('protocols/warm-handover.json')))
const workspace = must(parseWorkspace(read('workspace.json')))
const passOn = JSON.parse(read('protocols/warm-handover.json'))
passOn.id = 'pass-on'
passOn.facts = { passed_to: { type: 'text', label: 'Passed on to' } }
passOn.nodes.offer.config.queueFrom = 'passed_to'
const documents = { [protocol.id]: protocol, 'pass-on': must(parseJourney(JSON.stringify(passOn))) }
const catalog = catalogOf({ nodes: types, documents, workspace })

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  mended = false
  for (const close of closing.splice(0)) await close()
})

/** A server's inside with these journeys live, one customer, and a clock the test moves. */
async function open(journeys: object[], perform: (effect: Effect) => Performed = () => ({ status: 'sent' })) {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-beside-')))
  if (!opened.ok) throw new Error(opened.error.message)
  const { store } = opened
  const { db } = store
  const clock = { now: Date.parse('2026-03-12T09:00:00Z') }
  const said: string[] = []
  let id = 0
  const driver = await openLocalDriver({
    store,
    nodes: types,
    performers: {
      classOf: () => 'at-most-once',
      async perform(effect) {
        if (effect.type === 'message.send') said.push(`${effect.channel}: ${effect.text}`)
        return perform(effect)
      },
    },
    now: () => clock.now,
    newId: () => `id${++id}`,
    log: { info() {}, warn() {}, error() {} },
  })
  closing.push(async () => {
    await driver.stop()
    await store.close()
  })
  for (const journey of journeys) {
    const drawn = must(parseJourney(JSON.stringify({ format: 1, kind: 'journey', name: 'Drawn', ...journey })))
    const release = releaseOf(drawn, catalog, (text) => createHash('sha256').update(text).digest('hex'))
    await deployRelease(db, release, { by: 'test', at: 0, note: '' })
  }
  driver.released()
  const ana = { address: 'tel:+15005550006', proof: 'proved' as const }
  await addCustomer(db, { id: 'ana', name: 'Ana Ruiz', language: null }, ana, 0)

  const arrive = (channel: ChannelId, event: object, more: Partial<Arrival>) => {
    clock.now += 1000
    const happened = { at: clock.now, ...event } as JourneyEvent
    return driver.ingest({ dedupeKey: `k${++id}`, channel, event: happened, ...more })
  }
  const customers = (channel: ChannelId, key: string, event: object) =>
    arrive(channel, { channel, ...event }, { identity: ana, interaction: { key, direction: 'in' } })
  const settled = () => allSent(db)
  return {
    ...{ db, driver, settled },
    sent: () => said,
    say: (channel: ChannelId, text: string, thread: string = channel) =>
      customers(channel, thread, { type: 'message.received', text }),
    call: (key: string) => customers('voice', key, { type: 'call.started' }),
    hangUp: (key: string) => customers('voice', key, { type: 'call.ended' }),
    happen: (type: string, channel: ChannelId = 'webhook') => arrive(channel, { type }, { identity: ana }),
    agent: (handoff = '', event: object) =>
      arrive('webhook', { handoff, agent: { id: 'mira', name: 'Mira' }, ...event }, { explicit: { handoff } }),
    handoffs: () => db.selectFrom('handoff').select(['id', 'status', 'outcome']).orderBy('offered_at').execute(),
    incidents: async () => {
      const rows = await db.selectFrom('incident').select('id').where('settled_at', 'is', null).execute()
      return rows.map((row) => row.id)
    },
    said: async () => {
      const rows = await db.selectFrom('timeline').select('text').where('direction', '=', 'in').orderBy('seq').execute()
      return rows.map((row) => row.text)
    },
    runs: async () => {
      const columns = ['journey', 'status', 'turn', 'connected', 'waiting'] as const
      const rows = await db.selectFrom('run').select(columns).orderBy('started_at').execute()
      return rows.map(({ waiting, ...row }) => ({
        ...row,
        at: (JSON.parse(waiting) as { node: string }[]).map((each) => each.node).join(),
      }))
    },
    /** The driver looks at its timers after any work. */
    async passTime(ms: number) {
      clock.now += ms
      await driver.retry('nothing', 'test')
      await expect.poll(async () => (await dueTimers(db, clock.now, 1)).length).toBe(0)
      await settled()
    },
  }
}
