import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CustomerAnswer, CustomersAnswer, TimelineAnswer } from '#api'
import type { Change } from '#drivers/driver'
import { openLocalDriver } from '#drivers/local/open-local-driver'
import { nodeTypes } from '#nodes'
import { addLogin } from '#store/accounts'
import { addConversation } from '#store/conversations'
import { addCustomer } from '#store/customers'
import { suggestMerge } from '#store/merge-suggestions'
import { openStore, type Store } from '#store/open'
import { addToTimeline } from '#store/timeline'
import type { Deps } from '../deps.ts'
import type { Env } from '../may.ts'
import { hashOf } from '../secret-token.ts'
import { deskRoutes } from './desk.ts'

let store: Store
let app: Hono<Env>
let stop: () => Promise<void>
const now = Date.parse('2026-03-12T09:00:00Z')

beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-merges-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  const { db } = store
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const performers = { classOf: () => 'at-most-once' as const, perform: async () => ({ status: 'sent' as const }) }
  const driver = await openLocalDriver({ store, nodes: nodeTypes, performers, now: () => now, newId: () => 'x', log })
  stop = () => driver.stop()
  for (const [n, [id, address]] of (
    [
      ['ana', 'mailto:ana@example.com'],
      ['caller', 'tel:+15005550006'],
      ['bruno', 'mailto:bruno@example.com'],
    ] as const
  ).entries()) {
    await addCustomer(db, { id, name: id === 'caller' ? null : id, language: null }, { address, proof: 'proved' }, n)
    await addConversation(db, `c-${id}`, id, n)
  }
  for (const [at, id] of ['ana', 'caller', 'ana', 'caller'].entries()) {
    const said = { id: `t${at}`, customer: id, conversation: `c-${id}`, interaction: null, run: null, at, state: null }
    const words = { kind: 'message' as const, direction: 'in' as const, by: 'customer' as const, text: `${id} ${at}` }
    await addToTimeline(db, { ...said, ...words, channel: id === 'ana' ? 'email' : 'sms' })
  }
  await db.insertInto('account').values({ id: 'mira', name: 'Mira', role: 'agent', created_at: 0 }).execute()
  await addLogin(db, hashOf('agent'), 'mira', { at: 0, expiresAt: now + 1e9 })
  const deps = { db, driver, now: () => now, cookie: 'desk', publicUrl: () => 'http://localhost' }
  app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('deps', deps as unknown as Deps)
    await next()
  })
  app.route('/', deskRoutes())
})
afterEach(async () => {
  await stop()
  await store.close()
})

const own = { cookie: 'desk=agent', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
async function post(what: string, id: string, body: object = {}, headers: Record<string, string> = own) {
  const answer = await app.request(`/api/desk/${what}?id=${id}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  const { error, ...said } = (await answer.json()) as { error?: { code: string } }
  return { status: answer.status, ...said, ...(error ? { code: error.code } : {}) }
}
async function get<T>(path: string): Promise<T> {
  const answer = await app.request(`/api/desk/${path}`, { headers: own })
  expect([path, answer.status]).toEqual([path, 200])
  return (await answer.json()) as T
}
const suggest = () => suggestMerge(store.db, { one: 'ana', other: 'caller', why: 'Alike', at: 5 })

test('a suggestion is shown on both customers, and merging makes one page of both histories, in order', async () => {
  await suggest()
  const { customer } = await get<CustomerAnswer>('customers/caller')
  expect(customer.maybe).toEqual([
    { id: 'ana', name: 'ana', addresses: ['mailto:ana@example.com'], why: 'Alike', at: 5 },
  ])
  expect(await post('merge', 'caller', { other: 'ana', why: 'Alike' })).toEqual({
    status: 200,
    ok: true,
    customer: 'ana',
    merged: 'caller',
  })
  for (const id of ['ana', 'caller']) {
    const { customer, timeline } = await get<CustomerAnswer>(`customers/${id}`)
    expect(customer).toMatchObject({
      id: 'ana',
      maybe: [],
      merged: [{ id: 'caller', name: null, addresses: ['tel:+15005550006'], why: 'Alike', by: 'Mira', at: now }],
      identities: [{ address: 'tel:+15005550006' }, { address: 'mailto:ana@example.com' }],
      conversations: [{ id: 'c-ana' }],
    })
    expect(timeline.map((item) => item.text)).toEqual(['ana 0', 'caller 1', 'ana 2', 'caller 3'])
    // What went on at the same time is one conversation to whoever reads it.
    expect(new Set(timeline.map((item) => item.conversation))).toEqual(new Set(['c-ana']))
    expect((await get<TimelineAnswer>(`customers/${id}/timeline?before=3`)).items).toHaveLength(2)
  }
  for (const words of ['+15005550006', 'ana'])
    expect((await get<CustomersAnswer>(`customers?q=${words}`)).customers).toMatchObject([{ id: 'ana' }])
})

test('separating gives each their own again, with the question whether they are one', async () => {
  await suggest()
  await post('merge', 'ana', { other: 'caller' })
  expect(await post('separate', 'caller')).toEqual({ status: 200, ok: true, customer: 'caller', from: 'ana' })
  const { customer, timeline } = await get<CustomerAnswer>('customers/caller')
  expect(customer).toMatchObject({
    id: 'caller',
    merged: [],
    maybe: [{ id: 'ana' }],
    conversations: [{ id: 'c-caller' }],
  })
  expect(timeline.map((item) => item.text)).toEqual(['caller 1', 'caller 3'])
})

test('who is said to be somebody else is not asked about again, until that is taken back', async () => {
  await suggest()
  const maybe = async () => (await get<CustomerAnswer>('customers/ana')).customer.maybe.length
  expect(await post('not-same', 'ana', { other: 'caller' })).toEqual({ status: 200, ok: true })
  expect(await maybe()).toBe(0)
  expect(await post('maybe-same', 'caller', { other: 'ana' })).toEqual({ status: 200, ok: true })
  expect(await maybe()).toBe(1)
})

test('two who say the same, at once or after another, are both right', async () => {
  const both = await Promise.all([post('merge', 'ana', { other: 'caller' }), post('merge', 'caller', { other: 'ana' })])
  const later = [await post('merge', 'ana', { other: 'caller' }), await post('merge', 'caller', { other: 'ana' })]
  for (const each of [...both, ...later])
    expect(each).toEqual({ status: 200, ok: true, customer: 'ana', merged: 'caller' })
})

test.each([
  ['merge', 'nobody', { other: 'ana' }, 404, 'customer.unknown'],
  ['merge', 'ana', { other: 'nobody' }, 404, 'customer.unknown'],
  ['merge', 'ana', { other: 'ana' }, 422, 'customer.same'],
  ['merge', 'ana', {}, 400, 'request.invalid'],
  ['merge', 'ana', { other: 'caller', by: 'me' }, 400, 'request.invalid'],
  ['separate', 'nobody', {}, 404, 'customer.unknown'],
  ['separate', 'ana', {}, 409, 'customer.not_merged'],
  ['not-same', 'ana', { other: 'bruno' }, 404, 'suggestion.unknown'],
  ['maybe-same', 'ana', { other: 'ana' }, 422, 'customer.same'],
])('%s of %s with %j is refused', async (what, id, body, status, code) => {
  expect(await post(what, id, body)).toMatchObject({ status, code })
  expect(await store.db.selectFrom('audit').selectAll().execute()).toEqual([])
})

test('only whoever has the desk says who is who', async () => {
  for (const what of ['merge', 'separate', 'not-same', 'maybe-same']) {
    expect(await post(what, 'ana', { other: 'caller' }, { 'content-type': 'application/json' })).toMatchObject({
      status: 401,
    })
    expect(await post(what, 'ana', { other: 'caller' }, { ...own, 'sec-fetch-site': 'cross-site' })).toMatchObject({
      code: 'request.foreign',
    })
  }
})

test('every open desk hears of it', async () => {
  const leave = new AbortController()
  const stream = await app.request('/api/desk/stream', { headers: own, signal: leave.signal })
  const reader = stream.body?.getReader()
  const heard = async (word: string) => {
    let all = ''
    while (!all.includes(word)) all += new TextDecoder().decode((await reader?.read())?.value)
    return all
  }
  await heard('alive')
  await post('merge', 'ana', { other: 'caller' })
  const data = /data: (\{.*\})/.exec(await heard('"ana"'))?.[1] ?? ''
  expect(JSON.parse(data) as Change).toEqual({ about: 'timeline', customer: 'ana', id: 'ana' })
  leave.abort()
  await reader?.cancel().catch(() => {})
})
