import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addCustomer, addIdentity, type Identity, idsOf } from './customers.ts'
import { dismissSuggestion, openSuggestions, reopenSuggestion, suggestMerge } from './merge-suggestions.ts'
import { mergeCustomers, mergesOf, unmergeCustomer } from './merges.ts'
import { openStore, type Store } from './open.ts'
import { settleAddresses } from './settle-addresses.ts'

const mail = 'mailto:ana@example.com'
const phone = 'tel:+15005550006'
const proved = (address: string): Identity => ({ address, proof: 'proved' })
const claimed = (address: string): Identity => ({ address, proof: 'claimed' })

let store: Store
let ids = 0
beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-settle-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  ids = 0
})
afterEach(() => store.close())

const has = (id: string, first: Identity, at = 1, name: string | null = null) =>
  addCustomer(store.db, { id, name, language: null }, first, at)
const event = async (identity: Identity & { name?: string }, ...also: Identity[]) => {
  ids += 1
  return settleAddresses(store.db, { identity, also }, 10 + ids, () => `new-${ids}`)
}
const suggested = async () => (await openSuggestions(store.db)).map(({ one, other }) => [one, other])
const owners = async () =>
  Object.fromEntries(
    (await store.db.selectFrom('identity').selectAll().execute()).map((row) => [
      row.address,
      `${row.customer} ${row.proof}`,
    ]),
  )

describe('an event', () => {
  test('from an address nobody has makes a customer, with the other addresses it proves', async () => {
    expect(await event({ ...proved(mail), name: 'Ana' }, proved(phone))).toEqual({
      customer: { id: 'new-1', name: 'Ana', language: null },
      own: 'new-1',
      proof: 'proved',
    })
    expect(await owners()).toEqual({ [mail]: 'new-1 proved', [phone]: 'new-1 proved' })
    expect(await event(claimed(phone))).toMatchObject({ own: 'new-1', proof: 'claimed' })
  })

  test('that proves an address together with one nobody has gives it to that customer', async () => {
    await has('ana', proved(phone))
    expect(await event(proved(mail), proved(phone))).toMatchObject({ own: 'ana', proof: 'proved' })
    expect(await owners()).toEqual({ [mail]: 'ana proved', [phone]: 'ana proved' })
  })

  test.each([
    ['the address it is from', claimed(mail), proved(phone)],
    ['the other address', proved(mail), claimed(phone)],
  ])('that only claims %s takes nobody’s address', async (_, from, other) => {
    await has('ana', proved(phone))
    expect(await event(from, other)).toMatchObject({ own: 'new-1' })
    expect(await owners()).toMatchObject({ [phone]: 'ana proved' })
    expect(await suggested()).toEqual([['ana', 'new-1']])
    await event(claimed('mailto:other@example.com'), claimed('tel:+15005550009'))
    expect(await owners()).not.toHaveProperty('tel:+15005550009')
  })

  test('that proves an address which was only claimed so far makes it proved', async () => {
    await has('ana', claimed(mail))
    expect(await event(proved(mail))).toMatchObject({ own: 'ana', proof: 'proved' })
    expect(await owners()).toEqual({ [mail]: 'ana proved' })
  })

  test('that proves an address somebody else once claimed proves nothing about them', async () => {
    await has('mallory', proved(phone))
    await addIdentity(store.db, 'mallory', claimed(mail), 2)
    expect(await event(proved(mail))).toMatchObject({ own: 'mallory', proof: 'claimed' })
    expect(await owners()).toMatchObject({ [mail]: 'mallory claimed' })
    // Unless it proves an address of theirs too.
    expect(await event(proved(mail), proved(phone))).toMatchObject({ own: 'mallory', proof: 'proved' })
    expect(await owners()).toMatchObject({ [mail]: 'mallory proved' })
  })

  test('by a customer’s own id is theirs, and brings addresses along when it is proved', async () => {
    await has('ana', proved(phone))
    expect(await event(proved('customer:ana'), proved(mail))).toMatchObject({ own: 'ana', proof: 'proved' })
    expect(await owners()).toEqual({ [mail]: 'ana proved', [phone]: 'ana proved' })
    expect(await event(proved('customer:nobody'), proved(mail))).toBeUndefined()
  })
})

describe('an event that names two customers', () => {
  test('makes one of them where both addresses are proved, and says by what', async () => {
    await has('late', proved(mail), 2)
    await has('early', proved(phone), 1)
    const who = await event(proved(mail), proved(phone))
    expect(who).toMatchObject({ customer: { id: 'early' }, own: 'late', proof: 'proved' })
    expect(await mergesOf(store.db, 'early')).toMatchObject([
      { customer: 'late', by: 'system', why: `One event named both ${mail} and ${phone}.` },
    ])
    // Addresses stay whose they were.
    expect(await owners()).toEqual({ [mail]: 'late proved', [phone]: 'early proved' })
    await event(proved(mail), proved(phone))
    expect(await mergesOf(store.db, 'early')).toHaveLength(1)
  })

  test('keeps the one who has a name', async () => {
    await has('late', proved(mail), 2, 'Ana')
    await has('early', proved(phone), 1)
    expect(await event(proved(phone), proved(mail))).toMatchObject({
      customer: { id: 'late', name: 'Ana' },
      own: 'early',
    })
  })

  test.each([
    ['the event claims the first', claimed(mail), proved(phone), 'proved', 'proved'],
    ['the event claims the second', proved(mail), claimed(phone), 'proved', 'proved'],
    ['the first was never proved', proved(mail), proved(phone), 'claimed', 'proved'],
    ['the second was never proved', proved(mail), proved(phone), 'proved', 'claimed'],
  ] as const)('only suggests it where %s, also the next time', async (_, from, other, first, second) => {
    await has('a', { address: mail, proof: first })
    await has('b', { address: phone, proof: second })
    for (const time of [1, 2]) {
      expect([time, (await event(from, other))?.customer.id]).toEqual([time, 'a'])
      expect(await suggested()).toEqual([['a', 'b']])
    }
    expect(await owners()).toEqual({ [mail]: `a ${first}`, [phone]: `b ${second}` })
  })

  test('does not put together again whom somebody separated', async () => {
    await has('a', proved(mail))
    await has('b', proved(phone))
    await event(proved(mail), proved(phone))
    await unmergeCustomer(store.db, { customer: 'b', by: 'Mira', at: 20 })
    expect(await event(proved(mail), proved(phone))).toMatchObject({ customer: { id: 'a' } })
    expect(await idsOf(store.db, 'a')).toEqual(['a'])
    expect(await suggested()).toEqual([['a', 'b']])
    await dismissSuggestion(store.db, { one: 'b', other: 'a', by: 'Mira', at: 30 })
    await event(proved(mail), proved(phone))
    expect(await suggested()).toEqual([])
  })
})

describe('a suggestion', () => {
  const suggest = (one: string, other: string) => suggestMerge(store.db, { one, other, why: 'Alike', at: 5 })
  const pair = { one: 'a', other: 'b', by: 'Mira', at: 6 }
  beforeEach(async () => {
    for (const id of ['a', 'b', 'c']) await has(id, proved(`mailto:${id}@example.com`))
  })

  test('stands until somebody decides, and comes back when they take it back', async () => {
    expect(await suggest('b', 'a')).toEqual({ ok: true })
    expect(await suggest('a', 'b')).toEqual({ ok: true })
    expect(await openSuggestions(store.db)).toEqual([{ one: 'a', other: 'b', why: 'Alike', at: 5 }])
    expect(await openSuggestions(store.db, 'c')).toEqual([])
    expect(await openSuggestions(store.db, 'b')).toHaveLength(1)
    expect(await dismissSuggestion(store.db, pair)).toEqual({ ok: true })
    expect(await dismissSuggestion(store.db, pair)).toEqual({ ok: true })
    expect(await openSuggestions(store.db)).toEqual([])
    expect(await suggest('a', 'b')).toEqual({ ok: false, code: 'suggestion.dismissed' })
    expect(await reopenSuggestion(store.db, pair)).toEqual({ ok: true })
    expect(await suggested()).toEqual([['a', 'b']])
    const audit = await store.db.selectFrom('audit').select(['by', 'what', 'about']).execute()
    expect(audit.map((row) => [row.by, row.what, row.about].join(' '))).toEqual([
      'system merge.suggested a b',
      'Mira merge.dismissed a b',
      'Mira merge.suggested a b',
    ])
  })

  test('is settled by a merge, and there again when that is taken back', async () => {
    await suggest('a', 'b')
    await mergeCustomers(store.db, { from: 'b', into: 'a', why: '', by: 'Mira', at: 7 })
    expect(await suggested()).toEqual([])
    await unmergeCustomer(store.db, { customer: 'b', by: 'Mira', at: 8 })
    expect(await suggested()).toEqual([['a', 'b']])
  })

  test('is about the customers as they are now; a no counts for everybody merged with them', async () => {
    await suggest('b', 'c')
    await mergeCustomers(store.db, { from: 'b', into: 'a', why: '', by: 'Mira', at: 7 })
    expect(await suggested()).toEqual([['a', 'c']])
    await dismissSuggestion(store.db, { one: 'c', other: 'a', by: 'Mira', at: 8 })
    expect(await suggest('a', 'c')).toEqual({ ok: false, code: 'suggestion.dismissed' })
    expect(await suggested()).toEqual([])
  })

  test('cannot be about nobody, about one, or about what was never suggested', async () => {
    expect(await suggest('a', 'nobody')).toEqual({ ok: false, code: 'customer.unknown' })
    expect(await suggest('a', 'a')).toEqual({ ok: false, code: 'customer.same' })
    expect(await dismissSuggestion(store.db, pair)).toEqual({ ok: false, code: 'suggestion.unknown' })
  })
})
