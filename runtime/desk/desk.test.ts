import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addCustomer, addIdentity } from '#store/customers'
import { offerHandoff } from '#store/handoffs'
import { openStore, type Store } from '#store/open'
import { addToTimeline, type TimelineEntry } from '#store/timeline'
import { claimOffer, closedBy, endStaleClaim, heldBy, offeredTo } from './claim.ts'
import { customerTimeline } from './customer-timeline.ts'
import { wrongFact } from './learned.ts'
import { customerRecord, reachableChannels, usualDispositions } from './record.ts'
import { searchCustomers } from './search.ts'
import { messagesInDoubt, openIncidents, settleUnclaimed, unclaimedMessages } from './unsettled.ts'
import { handoffsOf, offers } from './waiting.ts'

let store: Store
beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-desk-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  const { db } = store
  await addCustomer(
    db,
    { id: 'ana', name: 'Ana Ruiz', language: 'es' },
    { address: 'mailto:ana_r@example.com', proof: 'proved' },
    0,
  )
  await addIdentity(db, 'ana', { address: 'tel:+15005550006', proof: 'claimed' }, 0)
  for (const [id, name] of [
    ['mira', 'Mira'],
    ['jon', 'Jon'],
  ] as const)
    await db.insertInto('account').values({ id, name, role: 'agent', created_at: 0 }).execute()
  await db.insertInto('conversation').values({ id: 'c1', customer: 'ana', opened_at: 1, closed_at: null }).execute()
  await db
    .insertInto('release')
    .values({ hash: 'r', journey: 'j', number: 1, json: '{}', at: 0, by: '', note: '' })
    .execute()
})
afterEach(() => store.close())

async function offer(id: string, at: number, priority: 'normal' | 'urgent' = 'normal', queue = 'billing') {
  const { db } = store
  const run = `run-${id}`
  await db
    .insertInto('run')
    .values({
      id: run,
      journey: 'j',
      release: 'r',
      customer: 'ana',
      conversation: 'c1',
      status: 'active',
      turn: 1,
      snapshot: '{}',
      waiting: '[]',
      resolution: null,
      started_at: at,
      since: at,
      connected: null,
    })
    .execute()
  const context = {
    summary: [],
    facts: [],
    tried: [],
    leftOut: [],
    complete: true,
    reason: `Because of ${id}`,
    language: null,
  }
  const where = { id, run, node: 'to-agent', visit: 1, customer: 'ana', conversation: 'c1', channel: 'email' }
  await offerHandoff(db, where, { type: 'handoff.request', queue, priority, context }, at)
}

let said = 0
function says(by: TimelineEntry['by'], at: number, text: string, more: Partial<TimelineEntry> = {}) {
  said += 1
  const direction = by === 'customer' ? ('in' as const) : ('out' as const)
  const entry = { id: `t${said}`, customer: 'ana', conversation: 'c1', interaction: null, run: null, state: null }
  return addToTimeline(store.db, { ...entry, at, kind: 'message', direction, by, channel: 'email', text, ...more })
}

describe('offers', () => {
  test('come the most urgent first, then those who wait longest', async () => {
    await offer('late', 30)
    await offer('early', 10)
    await offer('urgent', 40, 'urgent')
    expect((await offers(store.db)).map((each) => each.id)).toEqual(['urgent', 'early', 'late'])
    expect((await offers(store.db))[0]).toMatchObject({
      customer: { id: 'ana', name: 'Ana Ruiz' },
      reason: 'Because of urgent',
      offeredAt: 40,
      acceptedAt: null,
      unansweredSince: null,
    })
  })

  test('of two agents who accept at once one gets it, and the other learns who', async () => {
    await offer('h', 10)
    const both = await Promise.all([claimOffer(store.db, 'h', 'mira'), claimOffer(store.db, 'h', 'jon')])
    expect(both).toEqual([{ ok: true }, { ok: false, code: 'handoff.taken', by: 'Mira' }])
    expect(await claimOffer(store.db, 'h', 'mira')).toEqual({ ok: true })
    expect(await claimOffer(store.db, 'nothing', 'mira')).toMatchObject({ code: 'handoff.unknown' })
    expect(await offers(store.db)).toEqual([])
    expect((await handoffsOf(store.db, 'mira')).map((each) => each.id)).toEqual(['h'])
    expect(await handoffsOf(store.db, 'jon')).toEqual([])
  })

  test('a claim its journey never took note of can be told apart and ended', async () => {
    await offer('h', 10)
    await claimOffer(store.db, 'h', 'mira')
    expect(await heldBy(store.db, 'h', 'mira')).toEqual({ ok: true, connected: false, stopped: false })
    expect(await endStaleClaim(store.db, 'h', 20)).toBe(true)
    expect(await heldBy(store.db, 'h', 'mira')).toEqual({ ok: false, code: 'handoff.over', by: null })
    await offer('k', 10)
    await claimOffer(store.db, 'k', 'mira')
    await store.db.updateTable('handoff').set({ accepted_at: 15 }).where('id', '=', 'k').execute()
    expect(await endStaleClaim(store.db, 'k', 20)).toBe(false)
    expect(await heldBy(store.db, 'k', 'jon')).toEqual({ ok: false, code: 'handoff.taken', by: 'Mira' })
  })

  test('know since when the customer waits for an answer', async () => {
    await offer('h', 100)
    await claimOffer(store.db, 'h', 'mira')
    await store.db.updateTable('handoff').set({ accepted_at: 110 }).execute()
    const since = async () => (await handoffsOf(store.db, 'mira'))[0]?.unansweredSince
    await says('customer', 50, 'Hello?')
    expect(await since()).toBe(100)
    await says('customer', 115, 'Is anybody there?')
    await says('agent', 120, 'Good morning')
    expect(await since()).toBeNull()
    await says('customer', 130, 'My invoice')
    await says('customer', 140, 'is wrong')
    expect(await since()).toBe(130)
  })

  test('a closed one says by whom, and where the customer was passed on to', async () => {
    await offer('h', 10)
    await store.db.updateTable('handoff').set({ status: 'closed', agent: 'mira' }).execute()
    expect(await closedBy(store.db, 'h', 'mira')).toBe(true)
    expect(await closedBy(store.db, 'h', 'jon')).toBe(false)
    expect(await offeredTo(store.db, 'h')).toBeUndefined()
    await offer('next', 20, 'normal', 'care')
    await store.db.updateTable('handoff').set({ run: 'run-h' }).where('id', '=', 'next').execute()
    expect(await offeredTo(store.db, 'h')).toBe('care')
  })
})

describe('the timeline', () => {
  test('holds every channel in one line, with who said it and why something did not go out', async () => {
    await offer('h', 10)
    await store.db.updateTable('handoff').set({ agent: 'mira', status: 'accepted', accepted_at: 20 }).execute()
    await says('customer', 5, 'By mail', { json: { subject: 'Invoice' } })
    await says('journey', 6, 'Which one?', { channel: 'sms', json: { choices: [{ id: 'a', label: 'The first' }] } })
    await says('agent', 30, 'I am Mira', { run: 'run-h', id: 'run-h/1/0', state: 'failed' })
    const { id, ...outbox } = {
      id: 'run-h/1/0',
      run: 'run-h',
      node: 'n',
      visit: 1,
      customer: 'ana',
      conversation: 'c1',
    }
    await store.db
      .insertInto('outbox')
      .values({
        ...outbox,
        id,
        interaction: null,
        type: 'message.send',
        channel: 'email',
        json: '{"text":"I am Mira"}',
        status: 'failed',
        attempts: 1,
        next_at: 0,
        created_at: 30,
        done_at: 31,
        reference: null,
        error: 'The mailbox is full.',
      })
      .execute()
    const { items, before } = await customerTimeline(store.db, 'ana')
    expect(before).toBeNull()
    expect(items).toMatchObject([
      { text: 'By mail', channel: 'email', subject: 'Invoice', author: null },
      { text: 'Which one?', channel: 'sms', choices: ['The first'] },
      { text: 'I am Mira', author: 'Mira', state: 'failed', why: 'The mailbox is full.' },
    ])
  })

  test('comes in parts when it is long, without a gap', async () => {
    for (let at = 1; at <= 450; at += 1) await says('customer', at, `Line ${at}`)
    const newest = await customerTimeline(store.db, 'ana')
    const middle = await customerTimeline(store.db, 'ana', newest.before ?? 0)
    const oldest = await customerTimeline(store.db, 'ana', middle.before ?? 0)
    expect(oldest.before).toBeNull()
    const all = [...oldest.items, ...middle.items, ...newest.items].map((item) => item.at)
    expect(all).toEqual(Array.from({ length: 450 }, (_, index) => index + 1))
  })
})

describe('the customer', () => {
  test('is shown with addresses, profile and what came of every conversation', async () => {
    const { db } = store
    await db.insertInto('profile').values({ customer: 'ana', name: 'tier', value: '"gold"', at: 0 }).execute()
    await db.insertInto('conversation').values({ id: 'c0', customer: 'ana', opened_at: 0, closed_at: 1 }).execute()
    const call = { channel: 'voice', direction: 'in' as const, key: 'CA1', started_at: 0, ended_at: 1 }
    await db
      .insertInto('interaction')
      .values({ id: 'i', conversation: 'c0', ...call, disposition: null, summary: null })
      .execute()
    await offer('h', 10)
    await db.updateTable('run').set({ conversation: 'c0', status: 'ended', resolution: 'not_solved' }).execute()
    await db
      .updateTable('handoff')
      .set({ conversation: 'c0', status: 'closed', agent: 'mira', disposition: 'Refunded', closed_at: 5 })
      .execute()
    expect(await customerRecord(db, 'ana', { tier: { label: 'Tier' } })).toEqual({
      id: 'ana',
      name: 'Ana Ruiz',
      language: 'es',
      identities: [
        { address: 'mailto:ana_r@example.com', proof: 'proved' },
        { address: 'tel:+15005550006', proof: 'claimed' },
      ],
      profile: [{ name: 'tier', label: 'Tier', value: 'gold' }],
      conversations: [
        { id: 'c1', openedAt: 1, closedAt: null, channels: [], results: [] },
        { id: 'c0', openedAt: 0, closedAt: 1, channels: ['voice'], results: ['Refunded', 'not solved'] },
      ],
      merged: [],
      maybe: [],
    })
    expect(await customerRecord(db, 'nobody')).toBeUndefined()
    expect(await usualDispositions(db)).toEqual(['Refunded'])
  })

  test.each([
    ['ana', 1],
    ['RUIZ', 1],
    ['ana_r@example', 1],
    ['+1 (500) 555-0006', 1],
    ['5550006', 1],
    ['%', 1],
    ['bruno', 0],
  ])('is found by %s', async (words, found) => {
    expect(await searchCustomers(store.db, words)).toHaveLength(found)
  })

  test('is reached where they wrote last, and on the phone only while the call lasts', async () => {
    const all = ['email', 'webchat', 'sms', 'voice']
    const reach = (inUse = all) => reachableChannels(store.db, 'ana', inUse)
    expect(await reach()).toEqual(['email', 'sms'])
    await says('customer', 1, 'Hello', { channel: 'sms' })
    expect(await reach()).toEqual(['sms', 'email'])
    await says('customer', 2, 'Called', { kind: 'call', channel: 'voice' })
    expect(await reach()).toEqual(['voice', 'email', 'sms'])
    await says('customer', 3, 'Call ended', { kind: 'call', channel: 'voice' })
    expect(await reach()).toEqual(['email', 'sms'])
    expect(await reach(['sms'])).toEqual(['sms'])
  })
})

describe('what nobody else settles', () => {
  test('a message no journey claimed is settled once, with a note that stays', async () => {
    const message = { customer: 'ana', conversation: 'c1', at: 5, channel: 'sms', text: 'Hi' }
    await store.db
      .insertInto('unclaimed')
      .values({ id: 'u', ...message, settled_at: null, settled_by: null })
      .execute()
    expect(await unclaimedMessages(store.db)).toMatchObject([{ id: 'u', customer: { name: 'Ana Ruiz' }, text: 'Hi' }])
    expect(await settleUnclaimed(store.db, 'u', { by: 'Mira', note: 'Called back', at: 9 })).toBe(true)
    expect(await settleUnclaimed(store.db, 'u', { by: 'Jon', note: '', at: 9 })).toBe(false)
    expect(await unclaimedMessages(store.db)).toEqual([])
    expect((await customerTimeline(store.db, 'ana')).items).toMatchObject([
      { kind: 'note', text: 'Settled by Mira: Called back', at: 9 },
    ])
  })

  test('messages in doubt and stopped runs name their customer', async () => {
    await offer('h', 10)
    const row = { interaction: null, type: 'message.send', channel: 'sms', json: '{"text":"Hello"}', attempts: 1 }
    const who = { id: 'run-h/1/0', run: 'run-h', node: 'n', visit: 1, customer: 'ana', conversation: 'c1' }
    const settled = { next_at: 0, created_at: 3, done_at: 4, reference: null, error: 'The server stopped.' }
    await store.db
      .insertInto('outbox')
      .values({ ...who, ...row, ...settled, status: 'in_doubt' })
      .execute()
    expect(await messagesInDoubt(store.db)).toMatchObject([
      { text: 'Hello', reason: 'The server stopped.', customer: { id: 'ana', name: 'Ana Ruiz' } },
    ])
    const incident = { at: 1, code: 'turn.failed', node: null, message: 'It went wrong', event: null }
    const open = { settled_at: null, settled_by: null }
    await store.db
      .insertInto('incident')
      .values([
        { id: 'i1', run: 'run-h', ...incident, ...open },
        { id: 'i2', run: null, ...incident, ...open },
      ])
      .execute()
    expect(await openIncidents(store.db)).toMatchObject([
      { id: 'i1', journey: 'j', customer: { name: 'Ana Ruiz' } },
      { id: 'i2', journey: null, customer: null },
    ])
  })
})

describe('facts an agent learned', () => {
  const declared = [
    { name: 'amount', label: 'Amount', type: 'number' as const },
    { name: 'due', label: 'Due on', type: 'date' as const },
    { name: 'phone', label: 'Phone', type: 'phone' as const },
  ]
  test.each([
    [{}, undefined],
    [{ amount: 12.5, due: '2026-03-12', phone: '+44 20 7946 0000' }, undefined],
    [{ amount: 'twelve' }, 'Amount: write a number.'],
    [{ due: '12 March' }, 'Due on: write a date such as 2026-03-12.'],
    [{ phone: '020 7946 0000' }, 'Phone: write a phone number with its country, such as +44 20 7946 0000.'],
    [{ secret: 'x' }, 'The journey has no fact “secret”.'],
  ])('%j', (learned, wrong) => expect(wrongFact(learned, declared)).toBe(wrong))
})
