import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeskAnswer, HandoffAnswer, Role } from '#api'
import { catalogOf, parseJourney, parseWorkspace, releaseOf } from '#core'
import type { Driver } from '#drivers/driver'
import { openLocalDriver } from '#drivers/local/open-local-driver'
import { nodeTypes } from '#nodes'
import type { Effect } from '#sdk'
import { addLogin } from '#store/accounts'
import { addCustomer, addIdentity } from '#store/customers'
import { openStore, type Store } from '#store/open'
import { saveWorkspace } from '#store/workspace'
import { allSent } from '#testing'
import type { Deps } from '../deps.ts'
import type { Env } from '../may.ts'
import { hashOf, sha256 } from '../secret-token.ts'
import { deskRoutes } from './desk.ts'

const read = (path: string) => readFileSync(new URL(`../../../examples/${path}`, import.meta.url), 'utf8')
const must = <T>(parsed: { ok: true; value: T } | { ok: false; problems: unknown }): T => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}

let store: Store
let driver: Driver
let app: Hono<Env>
let sent: string[]
let now: number
let ids = 0

beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-desk-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  now = Date.parse('2026-03-12T09:00:00Z')
  sent = []
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const newId = () => `id-${++ids}`
  const performers = {
    classOf: () => 'at-most-once' as const,
    perform: async (effect: Effect) => {
      if (effect.type === 'message.send') sent.push(`${effect.channel}: ${effect.text}`)
      return { status: 'sent' as const }
    },
  }
  driver = await openLocalDriver({ store, nodes: nodeTypes, performers, now: () => now, newId, log })
  await setUp()
  const deps = {
    db: store.db,
    driver,
    nodes: nodeTypes,
    now: () => now,
    newId,
    cookie: 'desk',
    publicUrl: () => 'http://localhost',
    log: pino({ level: 'silent' }),
  }
  app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('deps', deps as unknown as Deps)
    await next()
  })
  app.route('/', deskRoutes())
})
afterEach(async () => {
  await driver.stop()
  await store.close()
})

/** Makes the billing question current, with its protocol as it is or as a test wants it. */
async function deploy(number: number, protocolText: string) {
  const { db } = store
  const workspace = must(parseWorkspace(read('workspace.json')))
  const protocol = must(parseJourney(protocolText))
  const catalog = catalogOf({ nodes: nodeTypes, documents: { 'warm-handover': protocol }, workspace })
  const made = releaseOf(must(parseJourney(read('billing-question/journey.json'))), catalog, sha256)
  const release = { journey: 'billing-question', at: 0, by: 'test' }
  await db
    .insertInto('release')
    .values({ ...release, hash: made.hash, number, json: JSON.stringify(made), note: '' })
    .execute()
  await db
    .insertInto('deployment')
    .values({ ...release, release: made.hash, kind: 'deploy' })
    .execute()
  driver.released()
}

async function setUp() {
  const { db } = store
  const workspace = must(parseWorkspace(read('workspace.json')))
  await deploy(1, read('protocols/warm-handover.json'))
  await saveWorkspace(db, workspace, 0)
  const mail = { address: 'mailto:ana@example.com', proof: 'proved' as const }
  await addCustomer(db, { id: 'ana', name: 'Ana Ruiz', language: null }, mail, 0)
  await addIdentity(db, 'ana', { address: 'tel:+15005550006', proof: 'proved' }, 0)
  for (const [id, name] of [
    ['mira', 'Mira'],
    ['jon', 'Jon'],
  ] as const) {
    const role: Role = 'agent'
    await db.insertInto('account').values({ id, name, role, created_at: 0 }).execute()
    await addLogin(db, hashOf(`cookie-of-${id}`), id, { at: 0, expiresAt: now + 1e9 })
  }
}

type Agent = 'mira' | 'jon'

async function get<T>(path: string, agent: Agent = 'mira'): Promise<T> {
  const answer = await app.request(path, { headers: { cookie: `desk=cookie-of-${agent}` } })
  expect([path, answer.status]).toEqual([path, 200])
  return (await answer.json()) as T
}

async function post(what: string, id: string, agent: Agent = 'mira', body: object = {}) {
  const answer = await app.request(`/api/desk/${what}?id=${encodeURIComponent(id)}`, {
    method: 'POST',
    headers: {
      cookie: `desk=cookie-of-${agent}`,
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
    },
    body: JSON.stringify(body),
  })
  const said = (await answer.json()) as { ok?: true; held?: string; queue?: string; error?: { code: string } }
  return { status: answer.status, ...said, code: said.error?.code }
}

const write = (key: string, text: string) =>
  driver.ingest({
    dedupeKey: `email:${key}`,
    channel: 'email',
    event: { type: 'message.received', channel: 'email', text, at: now },
    identity: { address: 'mailto:ana@example.com', proof: 'claimed' },
    interaction: { key: 'm1', direction: 'in' },
  })

/** A customer in the queue, and the id of the offer. */
async function offered(): Promise<string> {
  await write('m1', 'My invoice is wrong')
  now += 1000
  await write('m2', 'It is 12345')
  now += 1000
  await write('m3', 'I want to talk to a person')
  const { offers } = await get<DeskAnswer>('/api/desk')
  const [offer] = offers
  if (!offer) throw new Error('There is no offer.')
  now += 1000
  return offer.id
}

const detailOf = (id: string, agent?: Agent) =>
  get<HandoffAnswer>(`/api/desk/handoff?id=${encodeURIComponent(id)}`, agent)
const settled = () => allSent(store.db)
const reply = { id: 'reply-0001', text: 'Hello Ana, I see both charges.' }
const closing = { outcome: 'resolved', disposition: 'Refunded' }

describe('an offer', () => {
  test('shows everything known before anybody has accepted', async () => {
    const id = await offered()
    const { handoff, context, customer, timeline, channels, declared, queues } = await detailOf(id)
    expect(handoff).toMatchObject({ status: 'offered', queue: 'billing', agent: null, acceptedAt: null })
    expect(context).toMatchObject({ complete: true, facts: [{ name: 'invoice', value: '12345', channel: 'email' }] })
    expect(context.summary.length).toBeGreaterThan(2)
    expect(customer).toMatchObject({ name: 'Ana Ruiz', identities: [{ proof: 'proved' }, { proof: 'proved' }] })
    expect(timeline.map((item) => item.text)).toContain('It is 12345')
    expect(channels).toEqual(['email', 'sms'])
    expect(declared.map((fact) => fact.name)).toContain('invoice')
    expect(Array.isArray(queues)).toBe(true)
  })

  test('goes to one of two agents who accept at once; the other is told who', async () => {
    const id = await offered()
    const [first, second] = await Promise.all([post('accept', id, 'mira'), post('accept', id, 'jon')])
    expect(first).toMatchObject({ status: 200, ok: true })
    expect(second).toMatchObject({ status: 409, code: 'handoff.taken', error: { message: 'Mira has this customer.' } })
    expect((await detailOf(id)).handoff).toMatchObject({ status: 'accepted', agent: 'mira', agentName: 'Mira' })
    expect((await detailOf(id)).handoff.acceptedAt).not.toBeNull()
    expect(await post('accept', id, 'mira')).toMatchObject({ status: 200 })
  })

  test('can be declined once, with the reason on the timeline', async () => {
    const id = await offered()
    expect(await post('decline', id, 'jon', { reason: 'My lunch' })).toMatchObject({ status: 200 })
    expect(await post('accept', id, 'mira')).toMatchObject({ status: 409, code: 'handoff.over' })
    const { handoff, timeline } = await detailOf(id)
    expect(handoff.status).toBe('withdrawn')
    expect(timeline.map((item) => item.text).join()).toContain('Jon: My lunch')
  })

  test('that was accepted is not declined by anybody', async () => {
    const id = await offered()
    await post('accept', id, 'mira')
    expect(await post('decline', id, 'jon')).toMatchObject({ status: 409, code: 'handoff.taken' })
    expect(await post('decline', id, 'mira')).toMatchObject({ status: 409, code: 'handoff.accepted' })
    expect((await detailOf(id)).handoff.status).toBe('accepted')
  })

  test('whose acceptance a crash cut short is accepted by the next try', async () => {
    const id = await offered()
    await store.db.updateTable('handoff').set({ agent: 'mira', status: 'accepted' }).execute()
    expect((await get<DeskAnswer>('/api/desk')).mine).toMatchObject([{ id, acceptedAt: null }])
    expect(await post('reply', id, 'mira', reply)).toMatchObject({ status: 200 })
    expect((await detailOf(id)).handoff.acceptedAt).toBe(now)
    await settled()
    expect(sent.at(-1)).toBe('email: Hello Ana, I see both charges.')
  })

  test('its journey no longer waits for is over, and says so', async () => {
    const id = await offered()
    await store.db.updateTable('run').set({ status: 'ended' }).execute()
    expect(await post('accept', id)).toMatchObject({ status: 409, code: 'handoff.over' })
    expect((await detailOf(id)).handoff.status).toBe('withdrawn')
  })
})

describe('an agent with a customer', () => {
  test('answers once however often they press, on the channel they chose', async () => {
    const id = await offered()
    await post('accept', id)
    const three = await Promise.all([1, 2, 3].map(() => post('reply', id, 'mira', { ...reply, channel: 'sms' })))
    expect(three.map((each) => each.status)).toEqual([200, 200, 200])
    await settled()
    expect(sent.filter((each) => each.includes('both charges'))).toEqual(['sms: Hello Ana, I see both charges.'])
    const said = (await detailOf(id)).timeline.filter((item) => item.by === 'agent')
    expect(said).toMatchObject([{ author: 'Mira', channel: 'sms', state: 'sent' }])
  })

  test('is the only one who may answer and close', async () => {
    const id = await offered()
    expect(await post('reply', id, 'mira', reply)).toMatchObject({ status: 403, code: 'handoff.not_yours' })
    await post('accept', id, 'mira')
    const refused = { status: 403, code: 'handoff.not_yours', error: { message: 'Mira has this customer.' } }
    expect(await post('reply', id, 'jon', reply)).toMatchObject(refused)
    expect(await post('close', id, 'jon', closing)).toMatchObject(refused)
    expect(await post('shown', id, 'jon')).toMatchObject(refused)
  })

  test.each([
    ['before the first reply', ['shown', 'reply'], true],
    ['after the first reply', ['reply', 'shown'], false],
    ['never', ['reply'], false],
  ])('has on record whether the context was seen: %s', async (_, steps, seen) => {
    const id = await offered()
    await post('accept', id)
    for (const step of steps) expect((await post(step, id, 'mira', step === 'reply' ? reply : {})).status).toBe(200)
    expect((await detailOf(id)).handoff.shownBeforeReply).toBe(seen)
  })

  test('cannot answer where the customer cannot be reached', async () => {
    const id = await offered()
    await post('accept', id)
    const answer = await post('reply', id, 'mira', { ...reply, channel: 'voice' })
    expect(answer).toMatchObject({ status: 422, code: 'channel.unreachable' })
    await settled()
    expect(sent.join()).not.toContain('both charges')
  })

  test.each([
    [{ outcome: 'resolved', disposition: ' ' }, 400, 'request.invalid'],
    [{ outcome: 'solved', disposition: 'x' }, 400, 'request.invalid'],
    [{ ...closing, facts: { invented: 'x' } }, 422, 'fact.invalid'],
    [{ ...closing, facts: { invoice: 12 } }, 422, 'fact.invalid'],
    [{ ...closing, outcome: 'transferred', queue: 'nowhere' }, 422, 'queue.unknown'],
  ])('cannot close with %j', async (body, status, code) => {
    const id = await offered()
    await post('accept', id)
    expect(await post('close', id, 'mira', body)).toMatchObject({ status, code })
    expect((await detailOf(id)).handoff.status).toBe('accepted')
  })

  test('closes with what came of it, and pressing twice is no mistake', async () => {
    const id = await offered()
    await post('accept', id)
    const body = { ...closing, note: 'Second charge refunded', facts: { invoice: '54321' } }
    expect(await post('close', id, 'mira', body)).toMatchObject({ status: 200, ok: true })
    expect(await post('close', id, 'mira', body)).toMatchObject({ status: 200, ok: true })
    expect(await post('reply', id, 'mira', reply)).toMatchObject({ status: 403, code: 'handoff.not_yours' })
    const { handoff, customer, dispositions } = await detailOf(id)
    expect(handoff).toMatchObject({ status: 'closed', outcome: 'resolved', disposition: 'Refunded' })
    expect(customer.conversations[0]?.results).toContain('Refunded')
    expect(dispositions).toEqual(['Refunded'])
    expect((await get<DeskAnswer>('/api/desk')).mine).toEqual([])
  })

  test('passes the customer on, and learns where they are offered now', async () => {
    const id = await offered()
    await post('accept', id)
    const passed = await post('close', id, 'mira', { outcome: 'transferred', disposition: 'Needs a supervisor' })
    expect(passed).toMatchObject({ status: 200, queue: 'billing' })
    const { offers } = await get<DeskAnswer>('/api/desk', 'jon')
    expect(offers).toHaveLength(1)
    expect(offers[0]?.id).not.toBe(id)
  })

  test('passes the customer on to a queue of their choice where the protocol keeps it', async () => {
    const protocol = JSON.parse(read('protocols/warm-handover.json'))
    protocol.facts.passed_to = { type: 'text', label: 'Passed on to', scope: 'run' }
    protocol.nodes.offer.config.queueFrom = 'passed_to'
    protocol.nodes['with-agent'].config.transferAs = 'passed_to'
    await deploy(2, JSON.stringify(protocol))
    const id = await offered()
    await post('accept', id)
    const { declared, queues } = await detailOf(id)
    expect(queues.map((queue) => queue.id)).toEqual(['billing', 'care'])
    expect(declared.map((fact) => fact.name)).not.toContain('passed_to')
    const passed = { outcome: 'transferred', disposition: 'Not about billing', queue: 'care' }
    expect(await post('close', id, 'mira', passed)).toMatchObject({ status: 200, queue: 'care' })
    expect((await get<DeskAnswer>('/api/desk')).offers).toMatchObject([{ queue: 'care', customer: { id: 'ana' } }])
  })

  test('is told when the journey has stopped, and what they said goes on once that is settled', async () => {
    const id = await offered()
    await post('accept', id)
    const run = await store.db.selectFrom('run').select('id').executeTakeFirstOrThrow()
    await store.db.updateTable('run').set({ status: 'parked' }).execute()
    const incident = { id: 'i1', run: run.id, at: now, code: 'turn.failed', node: null, message: 'It went wrong' }
    await store.db
      .insertInto('incident')
      .values({ ...incident, event: null, settled_at: null, settled_by: null })
      .execute()
    const held = await post('reply', id, 'mira', reply)
    expect(held.status).toBe(200)
    expect(held.held).toContain('kept')
    await settled()
    expect(sent.join()).not.toContain('both charges')
    expect((await get<DeskAnswer>('/api/desk')).incidents).toMatchObject([{ id: 'i1', customer: { name: 'Ana Ruiz' } }])
    expect(await post('incident', 'i1')).toMatchObject({ status: 200 })
    expect(await post('incident', 'i1')).toMatchObject({ status: 404, code: 'incident.unknown' })
    await settled()
    expect(sent.filter((each) => each.includes('both charges'))).toHaveLength(1)
  })
})

describe('the rest of the desk', () => {
  test('finds a customer who waits for nobody, with their whole timeline', async () => {
    await write('m1', 'My invoice is wrong')
    const found = await get<{ customers: { id: string }[] }>('/api/desk/customers?q=ruiz')
    expect(found.customers).toMatchObject([{ id: 'ana', name: 'Ana Ruiz', lastAt: now }])
    const { customer, timeline } = await get<{ customer: object; timeline: object[] }>('/api/desk/customers/ana')
    expect(customer).toMatchObject({ name: 'Ana Ruiz' })
    expect(timeline[0]).toMatchObject({ text: 'My invoice is wrong', by: 'customer', channel: 'email' })
    expect((await get<{ customers: unknown[] }>('/api/desk/customers?q=r')).customers).toEqual([])
    const before = await get<{ items: unknown[] }>('/api/desk/customers/ana/timeline?before=1')
    expect(before.items).toEqual([])
  })

  test.each([
    ['/api/desk/handoff?id=nothing', 404, 'handoff.unknown'],
    ['/api/desk/customers/nobody', 404, 'customer.unknown'],
    ['/api/desk/customers/ana/timeline?before=now', 400, 'request.invalid'],
  ])('answers %s with %i', async (path, status, code) => {
    const answer = await app.request(path, { headers: { cookie: 'desk=cookie-of-mira' } })
    expect([answer.status, await answer.json()]).toMatchObject([status, { error: { code } }])
  })

  test.each(['accept', 'decline', 'shown', 'reply', 'close', 'unclaimed', 'in-doubt', 'incident'])(
    'knows no %s of what does not exist',
    async (what) => {
      const bodies: Record<string, object> = { reply, close: closing, 'in-doubt': { decision: 'give_up' } }
      expect((await post(what, 'nothing', 'mira', bodies[what])).status).toBe(404)
    },
  )

  test('tells every open desk of what changed, also of what no turn reports', async () => {
    const waits = { customer: 'ana', conversation: 'c1', at: 1, channel: 'sms', text: 'Hi' }
    await store.db
      .insertInto('conversation')
      .values({ id: 'c1', customer: 'ana', opened_at: 0, closed_at: 1 })
      .execute()
    await store.db
      .insertInto('unclaimed')
      .values({ id: 'u1', ...waits, settled_at: null, settled_by: null })
      .execute()
    const leave = new AbortController()
    const stream = await app.request('/api/desk/stream', {
      headers: { cookie: 'desk=cookie-of-jon' },
      signal: leave.signal,
    })
    const reader = stream.body?.getReader()
    const heard = async (word: string) => {
      let all = ''
      while (!all.includes(word)) all += new TextDecoder().decode((await reader?.read())?.value)
      return all
    }
    await heard('alive')
    expect(await post('unclaimed', 'u1', 'mira', { note: 'Called back' })).toMatchObject({ status: 200 })
    expect(await heard('unclaimed')).toContain('event: change')
    await write('m1', 'My invoice is wrong')
    expect(await heard('"run"')).toContain('"customer":"ana"')
    leave.abort()
    await reader?.cancel().catch(() => {})
  })
})
