import {
  addCustomer,
  addIdentity,
  customerById,
  type Identity,
  identitiesOf,
  nameCustomer,
  type Whose,
  whoseAddress,
} from './customers.ts'
import { keptApart, suggestMerge } from './merge-suggestions.ts'
import { mergeCustomers, nowOf } from './merges.ts'
import type { Db } from './open.ts'

/** Who says an event is from them, and which other addresses it says are theirs. */
export interface Addresses {
  identity: Identity & { name?: string }
  also?: readonly Identity[]
}

/**
 * Whose an event is, making a customer for an address nobody has. `proof` is `proved` only where the address was proved
 * to be that customer's. Of two customers an event names, both proved, it makes one; where either is only claimed, or
 * somebody has separated them, it suggests that. Nothing for a customer's id that nobody has.
 */
export async function settleAddresses(
  db: Db,
  { identity, also = [] }: Addresses,
  at: number,
  newId: () => string,
): Promise<Whose | undefined> {
  const from = (await whose(db, identity)) ?? (await makeKnown(db, { identity, also }, at, newId))
  if (!from) return undefined
  const others: Named[] = []
  for (const said of also) others.push({ said, whose: await whose(db, said) })
  const proof = await provedNow(db, from, identity, others, at)
  if (identity.name && !from.customer.name) await nameCustomer(db, from.own, identity.name)
  const joined = await joinWith(db, { ...from, proof }, identity, others, at)
  const customer = joined ? await customerById(db, from.own) : from.customer
  return customer && { customer: { ...customer, name: customer.name ?? identity.name ?? null }, own: from.own, proof }
}

/** Another address of an event, and whose it was before. */
interface Named {
  said: Identity
  whose: Whose | undefined
}

/** Whose an address is; a customer's own id is theirs beyond doubt. */
async function whose(db: Db, { address }: Identity): Promise<Whose | undefined> {
  if (!address.startsWith('customer:')) return whoseAddress(db, address)
  const own = address.slice('customer:'.length)
  const customer = await customerById(db, own)
  return customer && { customer, own, proof: 'proved' }
}

/** For an address nobody has: the customer of another one the event proves along with it, or else a new one. */
async function makeKnown(
  db: Db,
  { identity, also = [] }: Addresses,
  at: number,
  newId: () => string,
): Promise<Whose | undefined> {
  if (identity.address.startsWith('customer:')) return undefined
  if (identity.proof === 'proved') {
    for (const said of also) {
      const known = said.proof === 'proved' ? await whose(db, said) : undefined
      if (known?.proof !== 'proved') continue
      await addIdentity(db, known.own, identity, at)
      return known
    }
  }
  const customer = { id: newId(), name: identity.name ?? null, language: null }
  await addCustomer(db, customer, identity, at)
  return { customer, own: customer.id, proof: identity.proof }
}

/**
 * Whether the event proves to be from this customer, and notes it for good. Proving an address that somebody with other
 * proved addresses once claimed proves nothing about them.
 */
async function provedNow(
  db: Db,
  { customer, own, proof }: Whose,
  identity: Identity,
  others: readonly Named[],
  at: number,
): Promise<Identity['proof']> {
  if (identity.proof === 'claimed' || (proof === 'proved' && others.length === 0)) return identity.proof
  const theirs = others.filter(({ said, whose }) => said.proof === 'proved' && whose?.customer.id === customer.id)
  const isKnown = proof === 'proved' || theirs.some((each) => each.whose?.proof === 'proved')
  if (!isKnown) {
    const isDisputed = others.some(({ whose }) => whose && whose.customer.id !== customer.id)
    if (isDisputed || (await identitiesOf(db, own)).some((each) => each.proof === 'proved')) return 'claimed'
  }
  if (proof === 'claimed') await addIdentity(db, own, identity, at)
  for (const { said, whose } of theirs) if (whose?.proof === 'claimed') await addIdentity(db, whose.own, said, at)
  return 'proved'
}

/**
 * Gives the customer the addresses nobody has, and makes one customer of those an event names, or suggests it. Answers
 * whether anybody was merged.
 */
async function joinWith(db: Db, from: Whose, identity: Identity, others: readonly Named[], at: number) {
  let joined = false
  for (const { said, whose: other } of others) {
    const isProved = from.proof === 'proved' && said.proof === 'proved'
    if (!other) {
      // What somebody merely claims to be theirs would take in whoever really has it, once they write.
      if (isProved && !said.address.startsWith('customer:')) await addIdentity(db, from.own, said, at)
      continue
    }
    if (other.customer.id === from.customer.id) continue
    const pair = { one: from.own, other: other.own }
    const why = `One event named both ${identity.address} and ${said.address}.`
    if (isProved && other.proof === 'proved' && !(await keptApart(db, pair.one, pair.other))) {
      const merged = await mergeCustomers(db, { ...(await whoStays(db, pair)), why, by: 'system', at })
      joined ||= merged.ok && !merged.already
    } else await suggestMerge(db, { ...pair, why, at })
  }
  return joined
}

/** Of two customers the one who has a name stays, or else the one who was there first. */
export async function whoStays(
  db: Db,
  { one, other }: { one: string; other: string },
): Promise<{ from: string; into: string }> {
  const [first, second] = [await nowOf(db, one), await nowOf(db, other)]
  if (first === undefined || second === undefined) return { from: one, into: other }
  if (first === second) return one === first ? { from: other, into: one } : { from: one, into: first }
  const rows = await db
    .selectFrom('customer')
    .select(['id', 'name', 'created_at'])
    .where('id', 'in', [first, second])
    .execute()
  const unnamed = (row: { name: string | null }) => Number(row.name === null)
  rows.sort((a, b) => unnamed(a) - unnamed(b) || a.created_at - b.created_at || (a.id < b.id ? -1 : 1))
  return rows[0]?.id === first ? { from: second, into: first } : { from: first, into: second }
}
