import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addCustomer, nameCustomer } from '#store/customers'
import { offerHandoff } from '#store/handoffs'
import { mergeCustomers, unmergeCustomer } from '#store/merges'
import { openStore, type Store } from '#store/open'
import { addToTimeline } from '#store/timeline'
import { customerRecord, reachableChannels } from './record.ts'
import { threadsOf } from './threads.ts'
import { handoffsOf } from './waiting.ts'

let store: Store
beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-same-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  const plain = { name: null, language: null }
  await addCustomer(store.db, { id: 'mail', ...plain }, { address: 'mailto:ana@example.com', proof: 'proved' }, 1)
  await addCustomer(store.db, { id: 'phone', ...plain }, { address: 'tel:+15005550006', proof: 'proved' }, 2)
  await store.db.insertInto('account').values({ id: 'mira', name: 'Mira', role: 'agent', created_at: 0 }).execute()
})
afterEach(() => store.close())

const merge = () => mergeCustomers(store.db, { from: 'phone', into: 'mail', why: '', by: 'Mira', at: 50 })
const opened = (id: string, customer: string, opened_at: number, closed_at: number | null) =>
  store.db.insertInto('conversation').values({ id, customer, opened_at, closed_at }).execute()

let said = 0
const says = (
  customer: string,
  conversation: string,
  at: number,
  by: 'customer' | 'agent' = 'customer',
  call = false,
) => {
  said += 1
  const direction = by === 'customer' ? ('in' as const) : ('out' as const)
  const words = {
    kind: call ? ('call' as const) : ('message' as const),
    text: call ? 'Called' : `At ${at}`,
    direction,
    by,
  }
  const about = { id: `t${said}`, customer, conversation, interaction: null, run: null, state: null }
  return addToTimeline(store.db, { ...about, at, ...words, channel: call ? 'voice' : 'sms' })
}

test('conversations that went on at the same time are one to whoever reads them', async () => {
  await opened('m1', 'mail', 1, 10)
  await opened('p1', 'phone', 5, 20)
  await opened('m2', 'mail', 15, 18)
  await opened('p2', 'phone', 30, 40)
  await opened('m3', 'mail', 40, null)
  const threads = async () => {
    const thread = await threadsOf(store.db, 'mail')
    return ['m1', 'p1', 'm2', 'p2', 'm3'].map(thread)
  }
  expect(await threads()).toEqual(['m1', 'p1', 'm2', 'p2', 'm3'])
  await merge()
  expect(await threads()).toEqual(['m1', 'm1', 'm1', 'p2', 'm3'])
  expect((await customerRecord(store.db, 'phone'))?.conversations).toMatchObject([
    { id: 'm3', openedAt: 40, closedAt: null },
    { id: 'p2', openedAt: 30, closedAt: 40 },
    { id: 'm1', openedAt: 1, closedAt: 20 },
  ])
})

test('whoever waits for an answer waits for it on every address, under the name that is known', async () => {
  await opened('m1', 'mail', 1, null)
  await opened('p1', 'phone', 2, null)
  const context = { summary: [], facts: [], tried: [], leftOut: [], complete: true, reason: '', language: null }
  const where = { id: 'h', run: 'r', node: 'n', visit: 1, customer: 'mail', conversation: 'm1', channel: 'email' }
  await offerHandoff(store.db, where, { type: 'handoff.request', queue: 'q', priority: 'normal', context }, 10)
  await store.db.updateTable('handoff').set({ status: 'accepted', agent: 'mira', accepted_at: 11 }).execute()
  await says('mail', 'm1', 12, 'agent')
  await says('phone', 'p1', 13)
  await nameCustomer(store.db, 'phone', 'Ana')
  const listed = async () => (await handoffsOf(store.db, 'mira'))[0]
  expect(await listed()).toMatchObject({ customer: { id: 'mail', name: null }, unansweredSince: null })
  await merge()
  expect(await listed()).toMatchObject({ customer: { name: 'Ana' }, unansweredSince: 13, lastSaid: { text: 'At 13' } })
  await unmergeCustomer(store.db, { customer: 'phone', by: 'Mira', at: 60 })
  expect(await listed()).toMatchObject({ customer: { name: null }, unansweredSince: null })
})

test('a call on the other address is a call with the customer, as long as it lasts', async () => {
  await opened('m1', 'mail', 1, null)
  await opened('p1', 'phone', 2, null)
  await says('phone', 'p1', 13, 'customer', true)
  const all = ['email', 'sms', 'voice']
  expect(await reachableChannels(store.db, 'mail', all)).toEqual(['email'])
  await merge()
  expect(await reachableChannels(store.db, 'mail', all)).toEqual(['voice', 'email', 'sms'])
  await store.db.updateTable('conversation').set({ closed_at: 20 }).where('id', '=', 'p1').execute()
  expect(await reachableChannels(store.db, 'mail', all)).toEqual(['email', 'sms'])
})
