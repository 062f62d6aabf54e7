import { audit } from './accounts.ts'
import type { Db } from './open.ts'
import { releaseHeld, settleEffect } from './outbox.ts'

/** Why two customers cannot be made one. */
export type MergeRefusal = 'customer.unknown' | 'customer.same' | 'merge.cycle'

/** What became of a merge. `already` says that they were one person before. */
export type Merged = { ok: true; into: string; already: boolean } | { ok: false; code: MergeRefusal }

/** Who joined whom: one of the ids a customer goes by, and since when. */
export interface MergeRow {
  customer: string
  survivor: string
  why: string
  by: string
  at: number
}

/** What stands under a customer's id and follows them; whose conversation it came in stays as it was. */
const following = ['timeline', 'run', 'outbox', 'handoff', 'unclaimed'] as const

/**
 * Makes two customers one: everything of `from` is `into`'s from now on, what is under way as well as what was. Who
 * has been merged already brings those along who were merged into them.
 */
export function mergeCustomers(
  db: Db,
  { from, into, why, by, at }: { from: string; into: string; why: string; by: string; at: number },
): Promise<Merged> {
  return together(db, async (tx): Promise<Merged> => {
    if (from === into) return { ok: false, code: 'customer.same' }
    const [joins, stays] = [await nowOf(tx, from), await nowOf(tx, into)]
    if (joins === undefined || stays === undefined) return { ok: false, code: 'customer.unknown' }
    if (joins === stays) {
      const turnedRound = (await mergedUnder(tx, from)).includes(into)
      return turnedRound ? { ok: false, code: 'merge.cycle' } : { ok: true, into: stays, already: true }
    }
    await tx
      .updateTable('customer')
      .set({ merged_into: stays })
      .where((where) => where.or([where('id', '=', joins), where('merged_into', '=', joins)]))
      .execute()
    for (const table of following)
      await tx.updateTable(table).set({ customer: stays }).where('customer', '=', joins).execute()
    await tx
      .insertInto('merge')
      .values({ customer: joins, survivor: stays, why, by, at, undone_at: null, undone_by: null })
      .execute()
    await audit(tx, { at, by, what: 'customer.merged', about: `${joins} ${stays}` })
    return { ok: true, into: stays, already: false }
  })
}

/** What became of taking a merge back. `from` is who the customer was until now. */
export type Unmerged =
  | { ok: true; customer: string; from: string }
  | { ok: false; code: 'customer.unknown' | 'customer.not_merged' }

/**
 * Takes a merge back: each side has what came by its own addresses, before the merge and since. Those who were merged
 * into the customer earlier go with them. What has not gone out yet goes to nobody's address but their own.
 */
export function unmergeCustomer(
  db: Db,
  { customer, by, at }: { customer: string; by: string; at: number },
): Promise<Unmerged> {
  return together(db, async (tx): Promise<Unmerged> => {
    const from = await nowOf(tx, customer)
    if (from === undefined) return { ok: false, code: 'customer.unknown' }
    if (from === customer) return { ok: false, code: 'customer.not_merged' }
    const leave = [customer, ...(await mergedUnder(tx, customer))]
    await tx.updateTable('customer').set({ merged_into: customer }).where('id', 'in', leave).execute()
    await tx.updateTable('customer').set({ merged_into: null }).where('id', '=', customer).execute()
    const theirs = tx.selectFrom('conversation').select('id').where('customer', 'in', leave)
    for (const table of following) {
      await tx
        .updateTable(table)
        .set({ customer })
        .where('customer', '=', from)
        .where('conversation', 'in', theirs)
        .execute()
    }
    await tx
      .updateTable('merge')
      .set({ undone_at: at, undone_by: by })
      .where('customer', '=', customer)
      .where('undone_at', 'is', null)
      .execute()
    for (const side of [customer, from]) {
      await turnFromStrangers(tx, side, at)
      await releaseUnlessConnected(tx, side)
    }
    await audit(tx, { at, by, what: 'customer.separated', about: `${customer} ${from}` })
    return { ok: true, customer, from }
  })
}

/** The merges that make a customer who they are, the latest first. */
export async function mergesOf(db: Db, customer: string): Promise<MergeRow[]> {
  return db
    .selectFrom('merge')
    .innerJoin('customer', 'customer.id', 'merge.customer')
    .select(['merge.customer', 'merge.survivor', 'merge.why', 'merge.by', 'merge.at'])
    .where('customer.merged_into', '=', customer)
    .where('undone_at', 'is', null)
    .orderBy('seq', 'desc')
    .execute()
}

/** The customer somebody is now; nothing for an unknown id. */
export async function nowOf(db: Db, customer: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('customer')
    .select(['id', 'merged_into'])
    .where('id', '=', customer)
    .executeTakeFirst()
  return row && (row.merged_into ?? row.id)
}

/** Does several things or none of them, also inside what is done together already. */
export function together<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/** Those merged into a customer, directly or with others, as the merges stand. */
async function mergedUnder(db: Db, customer: string): Promise<string[]> {
  const found: string[] = []
  let next = [customer]
  while (next.length > 0) {
    const rows = await db
      .selectFrom('merge')
      .select('customer')
      .where('survivor', 'in', next)
      .where('undone_at', 'is', null)
      .execute()
    next = rows.map((row) => row.customer).filter((each) => !found.includes(each))
    found.push(...next)
  }
  return found
}

/**
 * What has not gone out yet, in a chat, thread or call that is not this customer's any more, goes to their own address,
 * or to nobody where it would have been read there and nowhere else.
 */
async function turnFromStrangers(db: Db, customer: string, at: number) {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('interaction', 'interaction.id', 'outbox.interaction')
    .innerJoin('conversation', 'conversation.id', 'interaction.conversation')
    .innerJoin('customer', 'customer.id', 'conversation.customer')
    .select(['outbox.id', 'outbox.channel'])
    .where('outbox.customer', '=', customer)
    .where('outbox.status', 'in', ['pending', 'held'])
    .where(({ eb, fn }) => eb(fn.coalesce('customer.merged_into', 'customer.id'), '!=', customer))
    .execute()
  for (const { id, channel } of rows) {
    await db.updateTable('outbox').set({ interaction: null }).where('id', '=', id).execute()
    await db.updateTable('timeline').set({ interaction: null }).where('id', '=', id).execute()
    if (channel === 'voice' || channel === 'webchat')
      await settleEffect(db, id, { status: 'discarded', at, error: 'It was for somebody else’s chat or call.' })
  }
}

/** Messages held back while an agent had the other side wait for nobody now. */
async function releaseUnlessConnected(db: Db, customer: string) {
  const run = await db
    .selectFrom('run')
    .select('id')
    .where('customer', '=', customer)
    .where('status', 'in', ['active', 'parked'])
    .where('connected', 'is not', null)
    .executeTakeFirst()
  if (run) return
  await releaseHeld(db, customer)
}
