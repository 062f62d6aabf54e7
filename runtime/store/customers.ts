import type { Db } from './open.ts'
import { statement } from './statement.ts'

/** One address of a customer, and how sure we are that it is theirs. */
export interface Identity {
  address: string
  proof: 'claimed' | 'proved'
}

/** A customer as routing and runs need them. */
export interface CustomerRow {
  id: string
  name: string | null
  language: string | null
}

/** Whose an address is: the customer they are now, and the one it came by, which differ once they were merged. */
export interface Whose {
  customer: CustomerRow
  own: string
  proof: Identity['proof']
}

/** Whose an address is; nothing for an unknown one. */
export async function whoseAddress(db: Db, address: string): Promise<Whose | undefined> {
  const row = await byAddress.first(db, { address })
  if (!row) return undefined
  const { own, proof, ...customer } = row
  return { customer, own, proof }
}

const byAddress = statement<{ address: string }, CustomerRow & { own: string } & Pick<Identity, 'proof'>>(
  (db, { address }) =>
    merged(db)
      .innerJoin('identity', 'identity.customer', 'own.id')
      .select(['own.id as own', 'identity.proof'])
      .where('identity.address', '=', address),
)

/** A customer by id, merges followed. */
export async function customerById(db: Db, id: string): Promise<CustomerRow | undefined> {
  return byId.first(db, { id })
}

const byId = statement<{ id: string }, CustomerRow>((db, { id }) => merged(db).where('own.id', '=', id))

/** What is not known of the customer who stayed may be known of the one who was merged into them. */
const merged = (db: Db) =>
  db
    .selectFrom('customer as own')
    .innerJoin('customer as now', (join) =>
      join.on((on) => on('now.id', '=', on.fn.coalesce('own.merged_into', 'own.id'))),
    )
    .select(({ fn }) => [
      'now.id',
      fn.coalesce('now.name', 'own.name').as('name'),
      fn.coalesce('now.language', 'own.language').as('language'),
    ])

/** Every id a customer goes by, their own first: those merged into them count as them. */
export async function idsOf(db: Db, customer: string): Promise<string[]> {
  const rows = await sameCustomer(db, customer).select('merged_into').execute()
  return rows
    .sort((one, other) => Number(one.merged_into !== null) - Number(other.merged_into !== null))
    .map(({ id }) => id)
}

/** The same as a part of another query. */
export function sameCustomer(db: Db, customer: string) {
  const now = db
    .selectFrom('customer')
    .select(({ fn }) => fn.coalesce('merged_into', 'id').as('id'))
    .where('id', '=', customer)
  return db
    .selectFrom('customer')
    .select('id')
    .where((where) => where.or([where('id', '=', now), where('merged_into', '=', now)]))
}

/** Makes a customer with their first address. */
export async function addCustomer(db: Db, customer: CustomerRow, identity: Identity, at: number): Promise<void> {
  await making.run(db, { ...customer, at })
  await addIdentity(db, customer.id, identity, at)
}

const making = statement<CustomerRow & { at: number }>((db, { id, name, language, at }) =>
  db.insertInto('customer').values({ id, name, language, created_at: at, merged_into: null }),
)

/** Adds an address to a customer. One that belongs to somebody else stays theirs; proof only ever grows. */
export async function addIdentity(db: Db, customer: string, { address, proof }: Identity, at: number): Promise<void> {
  await adding.run(db, { address, customer, proof, at })
  if (proof === 'proved') {
    await db
      .updateTable('identity')
      .set({ proof })
      .where('address', '=', address)
      .where('customer', '=', customer)
      .execute()
  }
}

const adding = statement<Identity & { customer: string; at: number }>((db, { address, customer, proof, at }) =>
  db
    .insertInto('identity')
    .values({ address, customer, proof, at })
    .onConflict((conflict) => conflict.column('address').doNothing()),
)

/** A customer's addresses, the proved ones first. */
export async function identitiesOf(db: Db, customer: string): Promise<Identity[]> {
  return addresses.all(db, { customer })
}

const addresses = statement<{ customer: string }, Identity>((db, { customer }) =>
  db
    .selectFrom('identity')
    .select(['address', 'proof'])
    .where('customer', 'in', sameCustomer(db, customer))
    .orderBy('proof', 'desc')
    .orderBy('at', 'desc'),
)

/** Gives a customer a name where none is known. */
export async function nameCustomer(db: Db, id: string, name: string): Promise<void> {
  await db.updateTable('customer').set({ name }).where('id', '=', id).where('name', 'is', null).execute()
}

/** A customer's profile, by field; of two values the newer one. */
export async function profileOf(db: Db, customer: string): Promise<Record<string, string | number | boolean>> {
  const rows = await db
    .selectFrom('profile')
    .select(['name', 'value'])
    .where('customer', 'in', sameCustomer(db, customer))
    .orderBy('at')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.value)]))
}

/** Sets fields of a customer's profile. */
export async function setProfile(
  db: Db,
  customer: string,
  fields: Record<string, string | number | boolean>,
  at: number,
): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const row = { value: JSON.stringify(value), at }
    await db
      .insertInto('profile')
      .values({ customer, name, ...row })
      .onConflict((conflict) => conflict.columns(['customer', 'name']).doUpdateSet(row))
      .execute()
  }
}
