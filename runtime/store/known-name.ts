import type { ExpressionBuilder } from 'kysely'
import type { Database } from './schema.ts'

/** A customer's name; where they have none, the name of somebody who was merged into them. */
export function knownName({ fn, selectFrom }: ExpressionBuilder<Database, 'customer'>) {
  const merged = selectFrom('customer as merged')
    .select('merged.name')
    .whereRef('merged.merged_into', '=', 'customer.id')
    .where('merged.name', 'is not', null)
    .limit(1)
  return fn.coalesce('customer.name', merged).as('name')
}
