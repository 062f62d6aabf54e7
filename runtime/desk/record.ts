import { customerById, identitiesOf, profileOf, sameCustomer } from '#store/customers'
import type { Db } from '#store/open'
import { samePerson } from './same-person.ts'
import { threadsOf } from './threads.ts'

const mostConversations = 20

/** The customer as an agent sees them: addresses, profile, what came of every conversation, and who else they are. */
export async function customerRecord(db: Db, id: string, labels: Readonly<Record<string, { label: string }>> = {}) {
  const customer = await customerById(db, id)
  if (!customer) return undefined
  const profile = await profileOf(db, customer.id)
  return {
    ...customer,
    identities: await identitiesOf(db, customer.id),
    profile: Object.entries(profile).map(([name, value]) => ({ name, label: labels[name]?.label ?? name, value })),
    conversations: await conversationsOf(db, customer.id),
    ...(await samePerson(db, customer.id)),
  }
}

/** Every conversation with the channels it went over and what came of it: what agents chose, and how journeys ended. */
async function conversationsOf(db: Db, customer: string) {
  const rows = await db
    .selectFrom('conversation')
    .select(['id', 'opened_at', 'closed_at'])
    .where('customer', 'in', sameCustomer(db, customer))
    .orderBy('opened_at', 'desc')
    .limit(mostConversations)
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const channels = await db
    .selectFrom('interaction')
    .select(['conversation', 'channel'])
    .where('conversation', 'in', ids)
    .orderBy('started_at')
    .execute()
  const dispositions = await db
    .selectFrom('handoff')
    .select(['conversation', 'disposition as result'])
    .where('conversation', 'in', ids)
    .where('disposition', 'is not', null)
    .orderBy('closed_at')
    .execute()
  const resolutions = await db
    .selectFrom('run')
    .select(['conversation', 'resolution as result'])
    .where('conversation', 'in', ids)
    .where('resolution', 'is not', null)
    .orderBy('since')
    .execute()
  const thread = await threadsOf(db, customer)
  const of = (list: { conversation: string; result: string | null }[], id: string) =>
    list.flatMap(({ conversation, result }) => (thread(conversation) === id && result !== null ? [result] : []))
  return [...new Set(rows.map((row) => thread(row.id)))].map((id) => {
    const parts = rows.filter((row) => thread(row.id) === id)
    const isOpen = parts.some((row) => row.closed_at === null)
    return {
      id,
      openedAt: Math.min(...parts.map((row) => row.opened_at)),
      closedAt: isOpen ? null : Math.max(...parts.map((row) => row.closed_at ?? 0)),
      channels: [...new Set(channels.filter((each) => thread(each.conversation) === id).map((each) => each.channel))],
      results: [...of(dispositions, id), ...of(resolutions, id).map((each) => each.replaceAll('_', ' '))],
    }
  })
}

/** The channels an answer can go out on, the one the customer used last first. A call only while it lasts. */
export async function reachableChannels(db: Db, customer: string, inUse: readonly string[]): Promise<string[]> {
  const addresses = (await identitiesOf(db, customer)).map((identity) => identity.address)
  const has = (scheme: string) => addresses.some((address) => address.startsWith(scheme))
  const reachable = new Set([
    ...((await onTheLine(db, customer)) ? ['voice'] : []),
    ...(has('webchat:') ? ['webchat'] : []),
    ...(has('mailto:') ? ['email'] : []),
    ...(has('tel:') ? ['sms'] : []),
  ])
  const last = await db
    .selectFrom('timeline')
    .select('channel')
    .where('customer', '=', customer)
    .where('direction', '=', 'in')
    .where('channel', 'is not', null)
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  const first = last?.channel != null && reachable.has(last.channel) ? [last.channel] : []
  return [...new Set([...first, ...reachable])].filter((channel) => inUse.includes(channel))
}

/** Whether the customer is on a call now: the last thing that happened on the line is not its end. */
async function onTheLine(db: Db, customer: string): Promise<boolean> {
  const open = db
    .selectFrom('conversation')
    .select('id')
    .where('customer', 'in', sameCustomer(db, customer))
    .where('closed_at', 'is', null)
  const call = await db
    .selectFrom('timeline')
    .select('text')
    .where('conversation', 'in', open)
    .where('kind', '=', 'call')
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  return call !== undefined && call.text !== 'Call ended'
}

/** Dispositions agents chose lately, the most used first. */
export async function usualDispositions(db: Db): Promise<string[]> {
  const lately = db
    .selectFrom('handoff')
    .select('disposition')
    .where('disposition', 'is not', null)
    .where('agent', 'is not', null)
    .orderBy('closed_at', 'desc')
    .limit(500)
  const rows = await db
    .selectFrom(lately.as('lately'))
    .select((select) => ['disposition', select.fn.countAll<number>().as('times')])
    .groupBy('disposition')
    .orderBy('times', 'desc')
    .limit(8)
    .execute()
  return rows.flatMap((row) => (row.disposition ? [row.disposition] : []))
}
