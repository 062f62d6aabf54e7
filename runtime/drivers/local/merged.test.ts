import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { catalogOf, type Parsed, parseJourney, parseWorkspace, releaseOf } from '#core'
import { nodeTypes } from '#nodes'
import type { JourneyEvent } from '#sdk'
import { addCustomer } from '#store/customers'
import { factsOf } from '#store/facts'
import { mergeCustomers, unmergeCustomer } from '#store/merges'
import { openStore, type Store } from '#store/open'
import { deployRelease } from '#store/releases'
import { auditStore } from '#testing'
import type { Arrival, Driver } from '../driver.ts'
import { openLocalDriver } from './open-local-driver.ts'

const read = (path: string) => readFileSync(new URL(`../../../examples/${path}`, import.meta.url), 'utf8')
const must = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
const protocol = must(parseJourney(read('protocols/warm-handover.json')))
const workspace = must(parseWorkspace(read('workspace.json')))
const catalog = catalogOf({ nodes: nodeTypes, documents: { [protocol.id]: protocol }, workspace })
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const billing = JSON.parse(read('billing-question/journey.json'))
// What is known of the customer for good, beyond one conversation.
billing.facts.invoice.scope = 'customer'

const addresses = { email: 'mailto:ana@example.com', webchat: 'webchat:visitor' }
let store: Store
let driver: Driver
let n = 0

beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'tl-merged-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  const log = { info() {}, warn() {}, error() {} }
  const performers = { classOf: () => 'at-most-once' as const, perform: async () => ({ status: 'sent' as const }) }
  const newId = () => `id${String(++n).padStart(4, '0')}`
  driver = await openLocalDriver({ store, nodes: nodeTypes, performers, now: () => n * 1000, newId, log })
  const release = releaseOf(must(parseJourney(JSON.stringify(billing))), catalog, sha256)
  await deployRelease(store.db, release, { by: 'test', at: 0, note: '' })
  driver.released()
  for (const [at, [id, address]] of Object.entries({ ana: addresses.email, chat: addresses.webchat }).entries())
    await addCustomer(store.db, { id, name: id, language: null }, { address, proof: 'proved' }, at)
})
afterEach(async () => {
  expect(await auditStore(store.db, nodeTypes)).toEqual([])
  await driver.stop()
  await store.close()
})

const take = (arrival: Partial<Arrival>, event: Record<string, unknown> & { type: string }) =>
  driver.ingest({
    dedupeKey: `k${++n}`,
    channel: 'webhook',
    event: { at: n * 1000, ...event } as JourneyEvent,
    ...arrival,
  })
const writes = (channel: 'email' | 'webchat', text: string) => {
  const identity = { address: addresses[channel], proof: 'proved' as const }
  const from = { channel, identity, interaction: { key: channel, direction: 'in' as const } }
  return take(from, { type: 'message.received', channel, text })
}
const merge = () => mergeCustomers(store.db, { from: 'chat', into: 'ana', why: '', by: 'Mira', at: n * 1000 })
const separate = () => unmergeCustomer(store.db, { customer: 'chat', by: 'Mira', at: n * 1000 })
const agent = { id: 'mira', name: 'Mira' }
const says = (handoff: string, event: Record<string, unknown> & { type: string }) =>
  take({ explicit: { handoff } }, { handoff, agent, ...event })

/** A customer who asked for a person on this channel, and their offer. */
async function waits(channel: 'email' | 'webchat'): Promise<string> {
  await writes(channel, 'My invoice is wrong')
  await writes(channel, '12345')
  await writes(channel, 'I want to talk to a person')
  const offered = await store.db
    .selectFrom('handoff')
    .select('id')
    .orderBy('offered_at', 'desc')
    .executeTakeFirstOrThrow()
  return offered.id
}

test('an agent’s answer reaches the chat that was merged in', async () => {
  const handoff = await waits('email')
  await writes('webchat', 'Hello?')
  await merge()
  await says(handoff, { type: 'agent.accepted' })
  await says(handoff, { type: 'agent.replied', text: 'Hello on the chat', channel: 'webchat' })
  const answer = await store.db
    .selectFrom('timeline')
    .innerJoin('interaction', 'interaction.id', 'timeline.interaction')
    .select('interaction.key')
    .where('text', '=', 'Hello on the chat')
    .execute()
  expect(answer).toEqual([{ key: 'webchat' }])
})

test('what is learned of the customer after a merge goes with whoever it was learned of', async () => {
  await writes('webchat', 'My invoice is wrong')
  await merge()
  await writes('webchat', '12345')
  await separate()
  expect(await factsOf(store.db, 'ana')).toEqual({})
  expect(await factsOf(store.db, 'chat')).toMatchObject({ invoice: { value: '12345' } })
})

test('what is held back waits as long as any agent has the customer', async () => {
  const [one, other] = [await waits('email'), await waits('webchat')]
  await merge()
  await says(one, { type: 'agent.accepted' })
  await says(other, { type: 'agent.accepted' })
  const { id } = await store.db
    .selectFrom('outbox')
    .select('id')
    .where('type', '=', 'message.send')
    .executeTakeFirstOrThrow()
  await store.db.updateTable('outbox').set({ status: 'held' }).where('id', '=', id).execute()
  await store.db.updateTable('timeline').set({ state: 'held' }).where('id', '=', id).execute()
  const held = () => store.db.selectFrom('outbox').select('id').where('status', '=', 'held').execute()
  await says(one, { type: 'agent.closed', outcome: 'resolved', disposition: 'Done' })
  expect(await held()).toContainEqual({ id })
  await says(other, { type: 'agent.closed', outcome: 'resolved', disposition: 'Done' })
  expect(await held()).toEqual([])
})
