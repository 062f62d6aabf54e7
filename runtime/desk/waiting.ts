import type { ContextPackage } from '#sdk'
import type { Db } from '#store/open'

const columns = [
  'handoff.id',
  'handoff.queue',
  'handoff.priority',
  'handoff.status',
  'handoff.agent',
  'handoff.channel',
  'handoff.customer',
  'handoff.conversation',
  'handoff.context',
  'handoff.offered_at',
  'customer.name',
] as const

/** A handoff as the desk lists it. */
export type ListedHandoff = Awaited<ReturnType<typeof offers>>[number]

/** Offers nobody has taken, the most urgent first, then those who wait longest. */
export async function offers(db: Db) {
  const rows = await from(db)
    .where('status', '=', 'offered')
    .orderBy('priority', 'desc')
    .orderBy('offered_at')
    .limit(200)
    .execute()
  return Promise.all(rows.map((row) => listed(db, row)))
}

/** The customers an agent has now. */
export async function handoffsOf(db: Db, agent: string) {
  const rows = await from(db)
    .where('status', '=', 'accepted')
    .where('agent', '=', agent)
    .orderBy('offered_at')
    .execute()
  return Promise.all(rows.map((row) => listed(db, row)))
}

/** One handoff as the desk lists it. */
export async function listedHandoff(db: Db, id: string) {
  const row = await from(db).where('handoff.id', '=', id).executeTakeFirst()
  return row && listed(db, row)
}

/** Messages no journey claimed, oldest first. */
export async function unclaimedMessages(db: Db) {
  const rows = await db
    .selectFrom('unclaimed')
    .innerJoin('customer', 'customer.id', 'unclaimed.customer')
    .select([
      'unclaimed.id',
      'unclaimed.customer',
      'customer.name',
      'unclaimed.channel',
      'unclaimed.text',
      'unclaimed.at',
    ])
    .where('settled_at', 'is', null)
    .orderBy('at')
    .limit(200)
    .execute()
  return rows.map(({ customer, name, ...row }) => ({ ...row, customer: { id: customer, name } }))
}

/** Messages that may or may not have gone out: for a person to decide. */
export async function messagesInDoubt(db: Db) {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('customer', 'customer.id', 'outbox.customer')
    .select([
      'outbox.id',
      'outbox.customer',
      'customer.name',
      'outbox.channel',
      'outbox.json',
      'outbox.created_at',
      'outbox.error',
      'outbox.type',
    ])
    .where('status', '=', 'in_doubt')
    .orderBy('seq')
    .limit(200)
    .execute()
  return rows.map(({ customer, name, json, created_at, error, type, ...row }) => {
    const { text = type } = JSON.parse(json) as { text?: string }
    return { ...row, customer: { id: customer, name }, text, at: created_at, reason: error ?? '' }
  })
}

/** Runs that were stopped and wait for a decision. */
export async function openIncidents(db: Db) {
  return db
    .selectFrom('incident')
    .select(['id', 'run', 'node', 'message', 'at'])
    .where('settled_at', 'is', null)
    .orderBy('at')
    .limit(200)
    .execute()
}

function from(db: Db) {
  return db.selectFrom('handoff').innerJoin('customer', 'customer.id', 'handoff.customer').select(columns)
}

async function listed(db: Db, row: Awaited<ReturnType<ReturnType<typeof from>['execute']>>[number]) {
  const { customer, name, conversation, context, offered_at, ...rest } = row
  const last = await db
    .selectFrom('timeline')
    .select(['text', 'at', 'by'])
    .where('conversation', '=', conversation)
    .where('kind', '=', 'message')
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  const { reason } = JSON.parse(context) as ContextPackage
  return {
    ...rest,
    conversation,
    customer: { id: customer, name },
    reason,
    offeredAt: offered_at,
    lastSaid: last ?? null,
  }
}
