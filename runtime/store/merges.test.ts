import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addConversation, addInteraction } from './conversations.ts'
import { addCustomer, customerById, idsOf, profileOf, setProfile, whoseAddress } from './customers.ts'
import { keepFact } from './facts.ts'
import { knownFacts } from './known-facts.ts'
import { mergeCustomers, mergesOf, unmergeCustomer } from './merges.ts'
import { openStore, type Store } from './open.ts'
import { addToOutbox, readyEffects } from './outbox.ts'
import { addRun, runById, setConnected } from './runs.ts'
import { addToTimeline } from './timeline.ts'

let store: Store
beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-merges-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  for (const [n, id] of ['ana', 'ana2', 'bruno'].entries()) {
    const name = id === 'ana2' ? null : id
    const mail = { address: `mailto:${id}@example.com`, proof: 'proved' as const }
    await addCustomer(store.db, { id, name, language: n === 1 ? 'es' : null }, mail, n)
    await addConversation(store.db, `c-${id}`, id, n)
    await addInteraction(store.db, {
      id: `i-${id}`,
      conversation: `c-${id}`,
      channel: 'webchat',
      key: id,
      direction: 'in',
      at: n,
    })
    const run = { id: `r-${id}`, journey: 'j', release: 'x', customer: id, conversation: `c-${id}` }
    const state = { status: 'active' as const, turn: 1, snapshot: {} as never, waiting: [], resolution: null, since: n }
    await addRun(store.db, run, state, n)
  }
})
afterEach(() => store.close())

const by = { by: 'Mira', why: 'They said so', at: 100 }
const merge = (from: string, into: string) => mergeCustomers(store.db, { from, into, ...by })
const unmerge = (customer: string) => unmergeCustomer(store.db, { customer, by: 'Jon', at: 200 })

let n = 0
async function sends(of: string, more: Partial<Parameters<typeof addToOutbox>[1]> = {}): Promise<string> {
  n += 1
  const id = `r-${of}/${n}/0`
  const run = await runById(store.db, `r-${of}`)
  const about = { id, run: `r-${of}`, customer: run?.customer ?? '', conversation: `c-${of}`, channel: 'sms' }
  const row = { ...about, interaction: null, status: 'pending' as const, ...more }
  const effect = { type: 'message.send' as const, text: `From ${of}` }
  await addToOutbox(store.db, { ...row, node: 'n', visit: 1, type: effect.type, effect, at: n })
  const { status: state, ...said } = row
  await addToTimeline(store.db, { ...said, at: n, kind: 'message', direction: 'out', by: 'journey', text: '', state })
  return id
}
const outbox = async (id: string) =>
  store.db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('a merge', () => {
  test('makes two customers one: what is under way, what waits, and every way to find them', async () => {
    expect(await merge('ana2', 'ana')).toEqual({ ok: true, into: 'ana', already: false })
    expect(await idsOf(store.db, 'ana2')).toEqual(['ana', 'ana2'])
    expect((await runById(store.db, 'r-ana2'))?.customer).toBe('ana')
    expect(await whoseAddress(store.db, 'mailto:ana2@example.com')).toMatchObject({
      customer: { id: 'ana' },
      own: 'ana2',
      proof: 'proved',
    })
    // What is not known of the one is known of the other.
    expect(await customerById(store.db, 'ana2')).toEqual({ id: 'ana', name: 'ana', language: 'es' })
    expect(await mergesOf(store.db, 'ana')).toEqual([{ customer: 'ana2', survivor: 'ana', ...by }])
  })

  test('twice is no mistake, and what cannot be is told apart', async () => {
    await merge('ana2', 'ana')
    expect(await merge('ana2', 'ana')).toEqual({ ok: true, into: 'ana', already: true })
    expect(await merge('ana', 'ana2')).toEqual({ ok: false, code: 'merge.cycle' })
    expect(await merge('ana', 'ana')).toEqual({ ok: false, code: 'customer.same' })
    expect(await merge('nobody', 'ana')).toEqual({ ok: false, code: 'customer.unknown' })
    expect(await merge('ana', 'nobody')).toEqual({ ok: false, code: 'customer.unknown' })
    expect(await unmerge('ana')).toEqual({ ok: false, code: 'customer.not_merged' })
    expect(await unmerge('nobody')).toEqual({ ok: false, code: 'customer.unknown' })
    expect(await unmerge('ana2')).toEqual({ ok: true, customer: 'ana2', from: 'ana' })
    expect(await unmerge('ana2')).toEqual({ ok: false, code: 'customer.not_merged' })
    const audit = await store.db.selectFrom('audit').select(['at', 'by', 'what', 'about']).execute()
    expect(audit).toEqual([
      { at: 100, by: 'Mira', what: 'customer.merged', about: 'ana2 ana' },
      { at: 200, by: 'Jon', what: 'customer.separated', about: 'ana2 ana' },
    ])
  })

  test('of merged customers brings along who was merged into them, and takes them away again', async () => {
    await merge('ana2', 'ana')
    await merge('ana', 'bruno')
    expect(await idsOf(store.db, 'ana2')).toEqual(['bruno', 'ana', 'ana2'])
    expect((await runById(store.db, 'r-ana2'))?.customer).toBe('bruno')
    await unmerge('ana')
    expect(await idsOf(store.db, 'ana2')).toEqual(['ana', 'ana2'])
    expect((await runById(store.db, 'r-ana2'))?.customer).toBe('ana')
    expect((await runById(store.db, 'r-bruno'))?.customer).toBe('bruno')
  })

  test('keeps the order of what goes out to one person', async () => {
    const first = await sends('ana2')
    const second = await sends('ana')
    const ready = async () => (await readyEffects(store.db, 1e6, 10, [])).map((row) => row.id)
    expect(await ready()).toEqual([first, second])
    await merge('ana2', 'ana')
    expect(await ready()).toEqual([first])
    await unmerge('ana2')
    expect(await ready()).toEqual([first, second])
  })

  test('is done whole or not at all', async () => {
    await store.db.schema.dropTable('audit').execute()
    await expect(merge('ana2', 'ana')).rejects.toThrow()
    expect(await idsOf(store.db, 'ana2')).toEqual(['ana2'])
    expect((await runById(store.db, 'r-ana2'))?.customer).toBe('ana2')
  })
})

describe('taking a merge back', () => {
  test('lets no message go out where somebody else would read it', async () => {
    await merge('ana2', 'ana')
    const [chat, text] = [
      await sends('ana', { channel: 'webchat', interaction: 'i-ana2', status: 'held' }),
      await sends('ana', { interaction: 'i-ana2' }),
    ]
    const own = await sends('ana', { channel: 'webchat', interaction: 'i-ana' })
    const theirs = await sends('ana2', { channel: 'voice', interaction: 'i-ana' })
    await unmerge('ana2')
    expect(await outbox(chat)).toMatchObject({ status: 'discarded', interaction: null, customer: 'ana' })
    expect(await outbox(text)).toMatchObject({ status: 'pending', interaction: null })
    expect(await outbox(own)).toMatchObject({ status: 'pending', interaction: 'i-ana' })
    expect(await outbox(theirs)).toMatchObject({ status: 'discarded', customer: 'ana2' })
    const shown = await store.db.selectFrom('timeline').select(['id', 'interaction', 'state']).execute()
    expect(shown).toContainEqual({ id: chat, interaction: null, state: 'discarded' })
    expect(shown).toContainEqual({ id: own, interaction: 'i-ana', state: 'pending' })
  })

  test('leaves nothing held back for an agent who has only the other', async () => {
    await merge('ana2', 'ana')
    await setConnected(store.db, 'r-ana', 'h1')
    const [held, stays] = [await sends('ana2', { status: 'held' }), await sends('ana', { status: 'held' })]
    await unmerge('ana2')
    expect((await outbox(held)).status).toBe('pending')
    expect((await outbox(stays)).status).toBe('held')
  })
})

describe('what is known of a merged customer', () => {
  const fact = (value: string, at: number) => ({ value, at, channel: null, source: 'n', proof: 'proved' as const })
  const known = async (customer: string, conversation: string, proof: 'claimed' | 'proved') => {
    const facts = await knownFacts(store.db, { customer, conversation, proof })
    return Object.fromEntries(Object.entries(facts).map(([name, { value }]) => [name, value]))
  }

  test('is told to whoever proved who they are, the newest of each', async () => {
    const { db } = store
    await keepFact(db, 'ana', 'tier', fact('gold', 5))
    await keepFact(db, 'ana2', 'tier', fact('silver', 4))
    await keepFact(db, 'ana2', 'city', fact('Lima', 1))
    await keepFact(db, 'c-ana', 'invoice', fact('12345', 3))
    await keepFact(db, 'c-ana2', 'order', fact('A1', 3))
    expect(await known('ana2', 'c-ana2', 'proved')).toEqual({ tier: 'silver', city: 'Lima', order: 'A1' })
    await merge('ana2', 'ana')
    expect(await known('ana', 'c-ana2', 'proved')).toEqual({
      tier: 'gold',
      city: 'Lima',
      invoice: '12345',
      order: 'A1',
    })
    expect(await known('ana', 'c-ana2', 'claimed')).toEqual({ order: 'A1' })
    await unmerge('ana2')
    expect(await known('ana', 'c-ana', 'proved')).toEqual({ tier: 'gold', invoice: '12345' })
  })

  test('is one profile, of two values the newer', async () => {
    await setProfile(store.db, 'ana', { tier: 'gold', since: 2020 }, 1)
    await setProfile(store.db, 'ana2', { tier: 'silver' }, 2)
    await merge('ana2', 'ana')
    expect(await profileOf(store.db, 'ana')).toEqual({ tier: 'silver', since: 2020 })
    await unmerge('ana2')
    expect(await profileOf(store.db, 'ana')).toEqual({ tier: 'gold', since: 2020 })
  })
})
