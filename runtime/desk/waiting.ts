import type { ContextPackage } from '#sdk'
import { knownName } from '#store/known-name'
import type { Db } from '#store/open'
import { threadsOf } from './threads.ts'

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
  'handoff.accepted_at',
] as const

const mostShown = 200

/** A handoff as the desk lists it. */
export type ListedHandoff = NonNullable<Awaited<ReturnType<typeof listedHandoff>>>

/** Offers nobody has taken, the most urgent first, then those who wait longest. */
export async function offers(db: Db): Promise<ListedHandoff[]> {
  const rows = await handoffs(db)
    .where('status', '=', 'offered')
    .orderBy('priority', 'desc')
    .orderBy('offered_at')
    .limit(mostShown)
    .execute()
  return Promise.all(rows.map((row) => listed(db, row)))
}

/** The customers an agent has now, whoever wrote last first. */
export async function handoffsOf(db: Db, agent: string): Promise<ListedHandoff[]> {
  const rows = await handoffs(db)
    .where('status', '=', 'accepted')
    .where('agent', '=', agent)
    .orderBy('offered_at')
    .limit(mostShown)
    .execute()
  const all = await Promise.all(rows.map((row) => listed(db, row)))
  return all.sort((a, b) => (b.customerSaidAt ?? b.offeredAt) - (a.customerSaidAt ?? a.offeredAt))
}

/** One handoff as the desk lists it. */
export async function listedHandoff(db: Db, id: string) {
  const row = await handoffs(db).where('handoff.id', '=', id).executeTakeFirst()
  return row && listed(db, row)
}

function handoffs(db: Db) {
  return db
    .selectFrom('handoff')
    .innerJoin('customer', 'customer.id', 'handoff.customer')
    .select(columns)
    .select(knownName)
}

async function listed(db: Db, row: Awaited<ReturnType<ReturnType<typeof handoffs>['execute']>>[number]) {
  const { customer, name, conversation, context, offered_at, accepted_at, ...rest } = row
  const { reason } = JSON.parse(context) as ContextPackage
  // What the journey said on its own tells an agent nothing about why to hurry.
  const words = db
    .selectFrom('timeline')
    .select(['text', 'at', 'by'])
    .where('customer', '=', customer)
    .where('kind', '=', 'message')
    .where('by', 'in', ['customer', 'agent'])
  const lastSaid = await words.orderBy('seq', 'desc').executeTakeFirst()
  const customers = words.where('by', '=', 'customer')
  const lastOfCustomer = await customers.orderBy('seq', 'desc').executeTakeFirst()
  return {
    ...rest,
    conversation: (await threadsOf(db, customer))(conversation),
    customer: { id: customer, name },
    reason,
    offeredAt: offered_at,
    acceptedAt: accepted_at,
    lastSaid: lastSaid ?? null,
    customerSaidAt: lastOfCustomer?.at ?? null,
    unansweredSince: accepted_at === null ? null : await unansweredSince(db, customer, offered_at),
  }
}

/** The customer's first word since the agent's last one; the agent's first answer is owed from the offer on. */
async function unansweredSince(db: Db, customer: string, offeredAt: number): Promise<number | null> {
  const said = db.selectFrom('timeline').where('customer', '=', customer).where('at', '>=', offeredAt)
  const answer = await said
    .select('seq')
    .where('by', '=', 'agent')
    .where('kind', '=', 'message')
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  if (!answer) return offeredAt
  const waits = await said
    .select('at')
    .where('by', '=', 'customer')
    .where('seq', '>', answer.seq)
    .orderBy('seq')
    .executeTakeFirst()
  return waits?.at ?? null
}
