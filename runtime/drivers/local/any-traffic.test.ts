import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogOf, type Parsed, parseJourney, parseWorkspace, releaseOf } from '#core'
import { nodeTypes } from '#nodes'
import type { JourneyEvent } from '#sdk'
import { mergeCustomers, unmergeCustomer } from '#store/merges'
import { openStore, type Store } from '#store/open'
import { readyEffects } from '#store/outbox'
import { deployRelease } from '#store/releases'
import { auditStore } from '#testing'
import type { Arrival, Driver } from '../driver.ts'
import type { Performed } from '../performers.ts'
import { openLocalDriver } from './open-local-driver.ts'

const must = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
const read = (path: string) => readFileSync(new URL(`../../../examples/${path}`, import.meta.url), 'utf8')
const protocol = must(parseJourney(read('protocols/warm-handover.json')))
const workspace = must(parseWorkspace(read('workspace.json')))
const catalog = catalogOf({ nodes: nodeTypes, documents: { [protocol.id]: protocol }, workspace })
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const releases = ['billing-question', 'delayed-order', 'after-hours'].map((id) =>
  releaseOf(must(parseJourney(read(`${id}/journey.json`))), catalog, sha256),
)

const said = ['My invoice is wrong', '12345', 'the date', 'yes', 'agent, please', 'my order 4711 is late', 'no', '']
const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say'), who: fc.nat(2), how: fc.nat(2), what: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('call', 'hang up'), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again'), which: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass time'), minutes: fc.constantFrom(1, 20, 250, 3000) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('accept', 'decline', 'show', 'reply', 'resolve', 'return', 'transfer', 'leave'),
      which: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link'), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('merge', 'separate'), which: fc.nat(6), who: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('stop and start', 'die and start') }) },
)
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T & { who?: number; which?: number } : never
const anyResult = fc.constantFrom<Performed>(
  { status: 'sent', reference: 'r' },
  { status: 'done', result: { status: 200, body: {} } },
  { status: 'failed', code: 'x.refused', message: 'Refused.' },
  { status: 'not_sent', code: 'x.busy', message: 'Busy.' },
  { status: 'in_doubt', reason: 'The line broke.' },
)

test('whatever customers, agents, providers and power cuts do, in whatever order, the store keeps every promise', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { minLength: 5, maxLength: 40 }),
      fc.infiniteStream(anyResult).map((results) => results[Symbol.iterator]()),
      async (steps, results) => {
        const world = await openWorld(results)
        for (const step of steps) await world.take(step as Step)
        const { store } = await world.settle()
        expect(await auditStore(store.db, nodeTypes)).toEqual([])
        expect(world.twice).toEqual([])
        await world.close()
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 12) },
  )
})

async function openWorld(results: Iterator<Performed>) {
  const folder = mkdtempSync(join(tmpdir(), 'tl-traffic-'))
  const clock = { now: Date.parse('2026-03-12T09:00:00Z') }
  const arrivals: Arrival[] = []
  const attempted = new Map<string, Performed['status']>()
  const twice: string[] = []
  let id = 0
  let store: Store
  let driver: Driver

  async function open() {
    const opened = await openStore(folder)
    if (!opened.ok) throw new Error(opened.error.message)
    store = opened.store
    driver = await openLocalDriver({
      store,
      nodes: nodeTypes,
      performers: {
        classOf: () => 'at-most-once',
        async perform(_, { key }) {
          // What certainly did not go out may be tried again; nothing else ever is.
          if ((attempted.get(key) ?? 'not_sent') !== 'not_sent') twice.push(key)
          const result = results.next().value as Performed
          attempted.set(key, result.status)
          return result
        },
      },
      now: () => clock.now,
      newId: () => `id${++id}`,
      log: { info() {}, warn() {}, error() {} },
    })
  }
  await open()
  for (const release of releases) await deployRelease(store!.db, release, { by: 'test', at: 0, note: '' })

  const arrive = async (arrival: Arrival) => {
    arrivals.push(arrival)
    await driver.ingest(arrival)
  }
  const customers = async (
    who: number,
    channel: 'email' | 'sms' | 'webchat' | 'voice',
    event: object,
    also: Arrival['also'] = [],
  ) => {
    const scheme = { email: 'mailto', sms: 'tel', webchat: 'webchat', voice: 'tel' }[channel]
    await arrive({
      dedupeKey: `k${arrivals.length}`,
      channel,
      event: { channel, at: clock.now, ...event } as JourneyEvent,
      identity: { address: `${scheme}:c${who}`, proof: 'proved' },
      also,
      interaction: { key: `${channel}${who}`, direction: 'in' },
    })
  }

  async function agent(what: string, which: number) {
    const open = await store.db
      .selectFrom('handoff')
      .select(['id', 'status'])
      .where('status', 'in', ['offered', 'accepted'])
      .orderBy('id')
      .execute()
    const handoff = open[which % Math.max(1, open.length)]?.id
    if (handoff === undefined) return
    const mira = { id: 'mira', name: 'Mira' }
    const closed = (outcome: string) => ({ type: 'agent.closed', outcome, disposition: 'Done' })
    const event = {
      accept: { type: 'agent.accepted', agent: mira },
      decline: { type: 'agent.declined' },
      show: { type: 'context.shown' },
      reply: { type: 'agent.replied', agent: mira, text: 'Hello.' },
      resolve: closed('resolved'),
      return: closed('returned'),
      transfer: closed('transferred'),
      leave: { type: 'customer.left' },
    }[what]
    await arrive({
      dedupeKey: `k${arrivals.length}`,
      channel: 'webhook',
      event: { handoff, at: clock.now, ...event } as JourneyEvent,
      explicit: { handoff },
    })
  }

  /** A person at the desk says who is the same as whom, or that they are not. */
  async function sort(what: 'merge' | 'separate', which: number, who: number) {
    const { db } = store
    const known = await db.selectFrom('customer').select('id').orderBy('id').execute()
    const [one, other] = [known[which % known.length]?.id, known[who % known.length]?.id]
    if (one === undefined || other === undefined) return
    const by = { by: 'mira', at: clock.now }
    if (what === 'merge') await mergeCustomers(db, { from: one, into: other, why: 'They said so', ...by })
    else await unmergeCustomer(db, { customer: one, ...by })
  }

  /** Lets everything that is due happen: timers fire, messages leave, results come back. */
  async function quiet() {
    for (let tries = 0; tries < 500; tries += 1) {
      await driver.retry('nothing', 'test')
      const { db } = store
      const due = await db.selectFrom('timer').select('id').where('due', '<=', clock.now).execute()
      const ready = await readyEffects(db, clock.now, 1, [])
      const going = await db.selectFrom('outbox').select('id').where('status', '=', 'sending').execute()
      if (due.length === 0 && ready.length === 0 && going.length === 0) return
      await new Promise((done) => setTimeout(done, 2))
    }
    throw new Error('It never came to rest.')
  }

  return {
    twice,
    async take(step: Step) {
      clock.now += 1000
      if (step.do === 'say') {
        const channel = (['email', 'sms', 'webchat'] as const)[step.how] ?? 'email'
        await customers(step.who, channel, { type: 'message.received', text: said[step.what] })
      } else if (step.do === 'call') await customers(step.who ?? 0, 'voice', { type: 'call.started' })
      else if (step.do === 'hang up') await customers(step.who ?? 0, 'voice', { type: 'call.ended' })
      else if (step.do === 'again') {
        const arrival = arrivals[(step.which ?? 0) % Math.max(1, arrivals.length)]
        if (arrival) expect(await driver.ingest(arrival)).toMatchObject({ status: 'duplicate' })
      } else if (step.do === 'pass time') {
        clock.now += step.minutes * 60_000
        await quiet()
      } else if (step.do === 'stop and start') {
        await driver.stop()
        await store.close()
        await open()
      } else if (step.do === 'die and start') {
        await store.close()
        await open()
      } else if (step.do === 'link') {
        const also = [{ address: `mailto:c${step.who}`, proof: 'proved' as const }]
        await customers(step.who ?? 0, 'sms', { type: 'customer.linked' }, also)
      } else if (step.do === 'merge' || step.do === 'separate') await sort(step.do, step.which ?? 0, step.who ?? 0)
      else await agent(step.do, step.which ?? 0)
    },
    async settle() {
      await quiet()
      return { store }
    },
    async close() {
      await driver.stop()
      await store.close()
    },
  }
}
