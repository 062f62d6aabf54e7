import { idsOf } from '#store/customers'
import type { Db } from '#store/open'

/**
 * Which conversations of a customer are one to whoever reads them, by the first of each. Customers who were merged have
 * one for each side; what went on at the same time belongs together.
 */
export async function threadsOf(db: Db, customer: string): Promise<(conversation: string) => string> {
  const ids = await idsOf(db, customer)
  // Somebody who was never merged has one conversation after another.
  if (ids.length < 2) return (conversation) => conversation
  const rows = await db
    .selectFrom('conversation')
    .select(['id', 'opened_at', 'closed_at'])
    .where('customer', 'in', ids)
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
  const thread = new Map<string, string>()
  let first = ''
  let end = Number.NEGATIVE_INFINITY
  for (const { id, opened_at, closed_at } of rows) {
    if (opened_at >= end) first = id
    thread.set(id, first)
    end = Math.max(end, closed_at ?? Number.POSITIVE_INFINITY)
  }
  return (conversation) => thread.get(conversation) ?? conversation
}
