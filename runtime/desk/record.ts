import { identitiesOf, profileOf } from '#store/customers'
import type { Db } from '#store/open'

const longestTimeline = 500

/** The customer as an agent sees them: addresses, profile, and what came of earlier interactions. */
export async function customerRecord(db: Db, id: string) {
  const customer = await db.selectFrom('customer').select(['id', 'name']).where('id', '=', id).executeTakeFirst()
  if (!customer) return undefined
  const earlier = await db
    .selectFrom('interaction')
    .innerJoin('conversation', 'conversation.id', 'interaction.conversation')
    .select(['interaction.channel', 'interaction.ended_at', 'interaction.disposition', 'interaction.summary'])
    .where('conversation.customer', '=', id)
    .where('interaction.disposition', 'is not', null)
    .orderBy('interaction.ended_at', 'desc')
    .limit(20)
    .execute()
  return {
    ...customer,
    identities: await identitiesOf(db, id),
    profile: await profileOf(db, id),
    earlier: earlier.map(({ channel, ended_at, disposition, summary }) => ({
      channel,
      endedAt: ended_at ?? 0,
      disposition: disposition ?? '',
      summary,
    })),
  }
}

/** The transcript of all channels in one line of time, oldest first. */
export async function timelineOf(db: Db, customer: string) {
  const rows = await db
    .selectFrom('timeline')
    .select(['id', 'at', 'kind', 'direction', 'by', 'channel', 'text', 'state'])
    .where('customer', '=', customer)
    .orderBy('seq', 'desc')
    .limit(longestTimeline)
    .execute()
  return rows.reverse()
}

/** Customers whose name or address contains these words. */
export async function searchCustomers(db: Db, words: string) {
  const pattern = `%${words.replaceAll(/[%_\\]/g, '')}%`
  const rows = await db
    .selectFrom('customer')
    .leftJoin('identity', 'identity.customer', 'customer.id')
    .select(['customer.id', 'customer.name'])
    .where((where) => where.or([where('customer.name', 'like', pattern), where('identity.address', 'like', pattern)]))
    .groupBy(['customer.id', 'customer.name'])
    .limit(20)
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      addresses: (await identitiesOf(db, row.id)).map((identity) => identity.address),
    })),
  )
}

/** The channels this customer can be reached on, the current one first. */
export async function reachableChannels(
  db: Db,
  customer: string,
  conversation: string,
  current: string,
): Promise<string[]> {
  const addresses = (await identitiesOf(db, customer)).map((identity) => identity.address)
  const byAddress = [
    ...(addresses.some((address) => address.startsWith('mailto:')) ? ['email'] : []),
    ...(addresses.some((address) => address.startsWith('tel:')) ? ['sms'] : []),
  ]
  const open = await db
    .selectFrom('interaction')
    .select('channel')
    .distinct()
    .where('conversation', '=', conversation)
    .where('ended_at', 'is', null)
    .execute()
  return [...new Set([current, ...open.map((row) => row.channel), ...byAddress])]
}

/** Dispositions agents chose lately, the most used first. */
export async function usualDispositions(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('handoff')
    .select((select) => ['disposition', select.fn.countAll<number>().as('times')])
    .where('disposition', 'is not', null)
    .groupBy('disposition')
    .orderBy('times', 'desc')
    .limit(8)
    .execute()
  return rows.flatMap((row) => (row.disposition ? [row.disposition] : []))
}
