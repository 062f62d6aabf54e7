import { knownName } from '#store/known-name'
import type { Db } from '#store/open'
import { addToTimeline } from '#store/timeline'

const mostShown = 200

/** Messages no journey claimed, oldest first. */
export async function unclaimedMessages(db: Db) {
  const rows = await db
    .selectFrom('unclaimed')
    .innerJoin('customer', 'customer.id', 'unclaimed.customer')
    .select(['unclaimed.id', 'unclaimed.customer', 'unclaimed.channel', 'unclaimed.text', 'unclaimed.at'])
    .select(knownName)
    .where('settled_at', 'is', null)
    .orderBy('at')
    .limit(mostShown)
    .execute()
  return rows.map(({ customer, name, ...row }) => ({ ...row, customer: { id: customer, name } }))
}

/** Settles a message nobody's journey claimed, and keeps on the timeline what was done about it. */
export async function settleUnclaimed(
  db: Db,
  id: string,
  { by, note, at }: { by: string; note: string; at: number },
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const settled = await tx
      .updateTable('unclaimed')
      .set({ settled_at: at, settled_by: by })
      .where('id', '=', id)
      .where('settled_at', 'is', null)
      .returning(['customer', 'conversation'])
      .executeTakeFirst()
    if (!settled) return false
    const text = note === '' ? `Settled by ${by}` : `Settled by ${by}: ${note}`
    const plain = { interaction: null, run: null, direction: null, channel: null, state: null } as const
    await addToTimeline(tx, { ...plain, ...settled, id: `settled:${id}`, at, kind: 'note', by: 'system', text })
    return true
  })
}

/** Messages that may or may not have gone out: for a person to decide. */
export async function messagesInDoubt(db: Db) {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('customer', 'customer.id', 'outbox.customer')
    .select([
      'outbox.id',
      'outbox.customer',
      'outbox.channel',
      'outbox.json',
      'outbox.created_at',
      'outbox.error',
      'outbox.type',
    ])
    .select(knownName)
    .where('status', '=', 'in_doubt')
    .orderBy('seq')
    .limit(mostShown)
    .execute()
  return rows.map(({ customer, name, json, created_at, error, type, ...row }) => {
    const { text = type } = JSON.parse(json) as { text?: string }
    return { ...row, customer: { id: customer, name }, text, at: created_at, reason: error ?? '' }
  })
}

/** Runs that were stopped and wait for a decision. */
export async function openIncidents(db: Db) {
  const rows = await db
    .selectFrom('incident')
    .leftJoin('run', 'run.id', 'incident.run')
    .leftJoin('customer', 'customer.id', 'run.customer')
    .select([
      'incident.id',
      'incident.run',
      'incident.node',
      'incident.message',
      'incident.at',
      'run.journey',
      'customer.id as customer',
    ])
    .select(knownName)
    .where('settled_at', 'is', null)
    .orderBy('incident.at')
    .limit(mostShown)
    .execute()
  return rows.map(({ customer, name, ...row }) => ({
    ...row,
    customer: customer === null ? null : { id: customer, name },
  }))
}
