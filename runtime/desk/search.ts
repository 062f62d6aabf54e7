import { identitiesOf } from '#store/customers'
import { knownName } from '#store/known-name'
import type { Db } from '#store/open'

const mostFound = 20

/**
 * Customers whose name or address contains these words, also those of somebody merged into them. A phone number is found
 * however it is written.
 */
export async function searchCustomers(db: Db, words: string) {
  const pattern = containing(words)
  const digits = /^[+\d\s().\-/]+$/.test(words) ? words.replaceAll(/\D/g, '') : ''
  const rows = await db
    .selectFrom('customer as own')
    .innerJoin('customer', (join) =>
      join.on((on) => on('customer.id', '=', on.fn.coalesce('own.merged_into', 'own.id'))),
    )
    .leftJoin('identity', 'identity.customer', 'own.id')
    .select('customer.id')
    .select(knownName)
    .where((where) =>
      where.or([
        where('own.name', 'like', pattern),
        where('identity.address', 'like', pattern),
        ...(digits.length > 2 ? [where('identity.address', 'like', `tel:%${digits}%`)] : []),
      ]),
    )
    .groupBy('customer.id')
    .orderBy('name')
    .limit(mostFound)
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      addresses: (await identitiesOf(db, row.id)).map((identity) => identity.address),
      lastAt: await lastSeen(db, row.id),
    })),
  )
}

/** `_` stands for any one letter, so it finds itself too; `%` is in no name and no address. */
function containing(words: string): string {
  return `%${words.replaceAll('%', '')}%`
}

async function lastSeen(db: Db, customer: string): Promise<number | null> {
  const row = await db
    .selectFrom('timeline')
    .select('at')
    .where('customer', '=', customer)
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  return row?.at ?? null
}
