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

/** The customer an address belongs to, merges followed; nothing for an unknown address. */
export async function customerOf(
  db: Db,
  address: string,
): Promise<(CustomerRow & Pick<Identity, 'proof'>) | undefined> {
  const known = await byAddress.first(db, { address })
  if (!known) return undefined
  const { merged_into, proof, ...customer } = known
  const survivor = merged_into === null ? customer : await customerById(db, merged_into)
  return survivor && { ...survivor, proof }
}

const byAddress = statement<
  { address: string },
  CustomerRow & { merged_into: string | null } & Pick<Identity, 'proof'>
>((db, { address }) =>
  db
    .selectFrom('identity')
    .innerJoin('customer', 'customer.id', 'identity.customer')
    .select(['customer.id', 'customer.name', 'customer.language', 'customer.merged_into', 'identity.proof'])
    .where('identity.address', '=', address),
)

/** A customer by id, merges followed. */
export async function customerById(db: Db, id: string): Promise<CustomerRow | undefined> {
  let next: string | null = id
  for (let hops = 0; next !== null && hops < 20; hops += 1) {
    const row: (CustomerRow & { merged_into: string | null }) | undefined = await byId.first(db, { id: next })
    if (!row) return undefined
    if (row.merged_into === null) return { id: row.id, name: row.name, language: row.language }
    next = row.merged_into
  }
  return undefined
}

const byId = statement<{ id: string }, CustomerRow & { merged_into: string | null }>((db, { id }) =>
  db.selectFrom('customer').select(['id', 'name', 'language', 'merged_into']).where('id', '=', id),
)

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
  return db
    .selectFrom('identity')
    .select(['address', 'proof'])
    .where('customer', '=', customer)
    .orderBy('proof', 'desc')
    .orderBy('at', 'desc')
    .execute()
}

/** Gives a customer a name where none is known. */
export async function nameCustomer(db: Db, id: string, name: string): Promise<void> {
  await db.updateTable('customer').set({ name }).where('id', '=', id).where('name', 'is', null).execute()
}

/** A customer's profile, by field. */
export async function profileOf(db: Db, customer: string): Promise<Record<string, string | number | boolean>> {
  const rows = await db.selectFrom('profile').select(['name', 'value']).where('customer', '=', customer).execute()
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
