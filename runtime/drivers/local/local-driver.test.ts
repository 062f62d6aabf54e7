import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogOf, parseJourney, parseWorkspace, releaseOf } from '#core'
import { nodeTypes } from '#nodes'
import type { Effect } from '#sdk'
import { addCustomer, addIdentity } from '#store/customers'
import { openSuggestions } from '#store/merge-suggestions'
import { openStore, type Store } from '#store/open'
import { allSent } from '#testing'
import type { Arrival, Driver } from '../driver.ts'
import type { Performed, Performers } from '../performers.ts'
import { openLocalDriver } from './open-local-driver.ts'

const read = (path: string) => readFileSync(new URL(`../../../examples/${path}`, import.meta.url), 'utf8')
const must = <T>(parsed: { ok: true; value: T } | { ok: false; problems: unknown }): T => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}

/** A server's inside on a folder of its own, with a clock the test moves. */
async function open(folder: string, clock: { now: number }, perform?: (effect: Effect) => Promise<Performed>) {
  const opened = await openStore(folder)
  if (!opened.ok) throw new Error(opened.error.message)
  const { store } = opened
  const sent: string[] = []
  let id = 0
  const performers: Performers = {
    classOf: () => 'at-most-once',
    perform: async (effect) => {
      if (effect.type === 'message.send') sent.push(`${effect.channel}: ${effect.text}`)
      return perform ? perform(effect) : { status: 'sent' }
    },
  }
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const prefix = `${clock.now}`
  const newId = () => `${prefix}-${++id}`
  const driver = await openLocalDriver({ store, nodes: nodeTypes, performers, now: () => clock.now, newId, log })
  return { store, driver, sent }
}

async function release(store: Store, driver: Driver) {
  const protocol = must(parseJourney(read('protocols/warm-handover.json')))
  const workspace = must(parseWorkspace(read('workspace.json')))
  const catalog = catalogOf({ nodes: nodeTypes, documents: { 'warm-handover': protocol }, workspace })
  const made = releaseOf(must(parseJourney(read('billing-question/journey.json'))), catalog, (text) =>
    createHash('sha256').update(text).digest('hex'),
  )
  const { db } = store
  await db
    .insertInto('release')
    .values({
      hash: made.hash,
      journey: 'billing-question',
      number: 1,
      json: JSON.stringify(made),
      at: 0,
      by: 'test',
      note: '',
    })
    .execute()
  await db
    .insertInto('deployment')
    .values({ journey: 'billing-question', release: made.hash, at: 0, by: 'test', kind: 'deploy' })
    .execute()
  await addCustomer(
    db,
    { id: 'ana', name: 'Ana Ruiz', language: null },
    { address: 'mailto:ana@example.com', proof: 'proved' },
    0,
  )
  await addIdentity(db, 'ana', { address: 'tel:+15005550006', proof: 'proved' }, 0)
  driver.released()
}

const mail = (key: string, text: string, at: number, references: string[] = []): Arrival => ({
  dedupeKey: `email:${key}`,
  channel: 'email',
  event: { type: 'message.received', channel: 'email', text, at },
  identity: { address: 'mailto:ana@example.com', proof: 'claimed' },
  interaction: { key, direction: 'in', references },
})
const call = (key: string, at: number): Arrival => ({
  dedupeKey: `twilio:${key}`,
  channel: 'voice',
  event: { type: 'call.started', channel: 'voice', at },
  identity: { address: 'tel:+15005550006', proof: 'proved' },
  interaction: { key, direction: 'in' },
})

test('a customer writes, then calls: the same run hands over with everything, and the agent answers', async () => {
  const clock = { now: Date.parse('2026-03-12T09:00:00Z') }
  const { store, driver, sent } = await open(mkdtempSync(join(tmpdir(), 'tl-')), clock)
  await release(store, driver)

  const first = await driver.ingest(mail('m1', 'My invoice is wrong', clock.now))
  expect(first).toMatchObject({ status: 'accepted', route: 'entry' })
  expect(await driver.ingest(mail('m1', 'My invoice is wrong', clock.now))).toMatchObject({
    status: 'duplicate',
    run: first.run,
  })
  await allSent(store.db)
  expect(sent).toEqual([expect.stringContaining('Hello Ana Ruiz'), expect.stringContaining('Which invoice')])

  clock.now += 60_000
  expect(await driver.ingest(mail('m2', 'It is 12345', clock.now, ['m1']))).toMatchObject({ run: first.run })
  clock.now += 3_600_000
  const called = await driver.ingest(call('CA1', clock.now))
  expect(called).toMatchObject({ run: first.run, route: 'call' })

  const offered = await store.db.selectFrom('handoff').selectAll().executeTakeFirstOrThrow()
  expect(offered).toMatchObject({ queue: 'billing', status: 'offered', channel: 'voice', complete: 1 })
  const context = JSON.parse(offered.context)
  expect(context.facts).toMatchObject([{ name: 'invoice', value: '12345', channel: 'email' }])

  const explicit = { handoff: offered.id }
  const agent = { id: 'mira', name: 'Mira' }
  const say = (dedupeKey: string, event: object) =>
    driver.ingest({
      dedupeKey,
      channel: 'voice',
      explicit,
      event: { at: clock.now, handoff: offered.id, ...event } as never,
    })
  await say('a', { type: 'agent.accepted', agent })
  await say('b', { type: 'context.shown' })
  await say('c', { type: 'agent.replied', agent, text: 'Hello Ana, I see your e-mail about 12345.' })
  await say('d', { type: 'agent.closed', outcome: 'resolved', disposition: 'Explained the amount' })
  const closed = await store.db.selectFrom('handoff').selectAll().executeTakeFirstOrThrow()
  expect(closed).toMatchObject({
    status: 'closed',
    shown_before_reply: 1,
    complete: 1,
    disposition: 'Explained the amount',
  })
  expect(await store.db.selectFrom('run').select(['status', 'resolution', 'turn']).executeTakeFirstOrThrow()).toEqual({
    status: 'ended',
    resolution: 'solved',
    turn: 7,
  })
  expect(
    await store.db
      .selectFrom('interaction')
      .select(['channel', 'disposition'])
      .where('channel', '=', 'voice')
      .executeTakeFirst(),
  ).toMatchObject({ disposition: 'Explained the amount' })
  await driver.stop()
  await store.close()
})

test('after a restart timers that came due meanwhile fire, and what was being sent is in doubt, not sent again', async () => {
  const clock = { now: Date.parse('2026-03-12T09:00:00Z') }
  const folder = mkdtempSync(join(tmpdir(), 'tl-'))
  const one = await open(folder, clock, () => new Promise(() => {}))
  await release(one.store, one.driver)
  const { run } = await one.driver.ingest(mail('m1', 'My invoice is wrong', clock.now))
  const sending = () => one.store.db.selectFrom('outbox').select('id').where('status', '=', 'sending').execute()
  await expect.poll(async () => (await sending()).length).toBeGreaterThan(0)
  await one.store.close()

  clock.now += 4 * 3_600_000 + 60_000
  const two = await open(folder, clock)
  const offers = () => two.store.db.selectFrom('handoff').select('id').execute()
  await expect.poll(async () => (await offers()).length).toBe(1)
  const states = await two.store.db.selectFrom('outbox').select('status').orderBy('seq').execute()
  expect(states.map((row) => row.status)).toContain('in_doubt')
  expect(two.sent.filter((text) => text.includes('Hello Ana'))).toEqual([])
  expect(await two.store.db.selectFrom('handoff').select(['run', 'status']).executeTakeFirst()).toEqual({
    run,
    status: 'offered',
  })
  await two.driver.stop()
  await two.store.close()
})

test('a call that ends is over, whatever becomes of its journey; the first turn keeps what the run started with', async () => {
  const clock = { now: Date.parse('2026-03-12T09:00:00Z') }
  const { store, driver } = await open(mkdtempSync(join(tmpdir(), 'tl-')), clock)
  await release(store, driver)
  const { run } = await driver.ingest(call('CA1', clock.now))
  const ended = { type: 'call.ended', channel: 'voice', at: clock.now + 5000 } as const
  await driver.ingest({ ...call('CA1-end', clock.now), event: ended, interaction: { key: 'CA1', direction: 'in' } })
  const calls = await store.db.selectFrom('interaction').select(['key', 'ended_at', 'run']).execute()
  expect(calls).toEqual([{ key: 'CA1', ended_at: clock.now + 5000, run }])

  const [first] = await store.db.selectFrom('journal').select(['start']).orderBy('turn').execute()
  expect(JSON.parse(first?.start ?? '{}')).toMatchObject({
    entry: 'writes-or-calls',
    channel: 'voice',
    customer: { id: 'ana', name: 'Ana Ruiz' },
  })
  await driver.stop()
  await store.close()
})

test('once two addresses are proved to be one person’s, a call finds the run of their mail', async () => {
  const clock = { now: Date.parse('2026-03-12T09:00:00Z') }
  const { store, driver } = await open(mkdtempSync(join(tmpdir(), 'tl-')), clock)
  await release(store, driver)
  const from = (address: string) => ({ address, proof: 'proved' as const })
  const cal = { identity: from('mailto:cal@example.com') }
  const { run } = await driver.ingest({ ...mail('c1', 'My invoice is wrong', clock.now), ...cal })
  const phone = from('tel:+15005550009')
  const before = await driver.ingest({ ...call('CB1', clock.now), identity: phone })
  expect(before.run).not.toBe(run)
  await driver.ingest({
    dedupeKey: 'crm:1',
    channel: 'webhook',
    event: { type: 'customer.linked', at: clock.now } as never,
    identity: phone,
    also: [cal.identity],
  })
  await driver.ingest({
    ...call('CB1-end', clock.now),
    identity: phone,
    event: { type: 'call.ended', channel: 'voice', at: clock.now },
    interaction: { key: 'CB1', direction: 'in' },
  })
  await store.db
    .updateTable('run')
    .set({ status: 'ended' })
    .where('id', '=', before.run ?? '')
    .execute()
  expect(await driver.ingest({ ...call('CB2', clock.now), identity: phone })).toMatchObject({ run, route: 'call' })
  await driver.stop()
  await store.close()
})

test('an answer in a thread from another address is the thread’s customer’s, proves nothing, and is shown as a guess', async () => {
  const clock = { now: Date.parse('2026-03-12T09:00:00Z') }
  const { store, driver } = await open(mkdtempSync(join(tmpdir(), 'tl-')), clock)
  await release(store, driver)
  const { run } = await driver.ingest(mail('m1', 'My invoice is wrong', clock.now))
  const stranger = { address: 'mailto:work@example.com', proof: 'proved' as const }
  const answered = await driver.ingest({ ...mail('m2', '12345', clock.now, ['m1']), identity: stranger })
  expect(answered).toMatchObject({ run })
  const said = await store.db
    .selectFrom('timeline')
    .select(['customer', 'json'])
    .where('id', '=', 'in:email:m2')
    .execute()
  expect(said).toMatchObject([{ customer: 'ana', json: expect.stringContaining('"proof":"claimed"') }])
  expect(await openSuggestions(store.db, 'ana')).toMatchObject([{ why: expect.stringContaining('work@example.com') }])
  await driver.stop()
  await store.close()
})

test('whoever waits for a person stays with that, whatever they write on meanwhile', async () => {
  const clock = { now: Date.parse('2026-03-12T09:00:00Z') }
  const { store, driver } = await open(mkdtempSync(join(tmpdir(), 'tl-')), clock)
  await release(store, driver)
  const { run } = await driver.ingest(mail('m1', 'My invoice is wrong', clock.now))
  await driver.ingest(mail('m2', 'agent, please', clock.now, ['m1']))
  const text = {
    dedupeKey: 'sms:1',
    channel: 'sms' as const,
    event: { type: 'message.received' as const, channel: 'sms' as const, text: 'Is anybody there?', at: clock.now },
    identity: { address: 'tel:+15005550006', proof: 'proved' as const },
    interaction: { key: '+15005550006', direction: 'in' as const },
  }
  expect(await driver.ingest(text)).toMatchObject({ status: 'accepted', run, route: 'any_channel' })
  await driver.stop()
  await store.close()
})
