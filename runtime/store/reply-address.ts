import { type InteractionRow, latestInteraction } from './conversations.ts'
import { identitiesOf } from './customers.ts'
import type { Db } from './open.ts'

/** Where a message to a customer goes, and what it continues. */
export interface ReplyAddress {
  to: string | null
  thread?: { subject?: string; inReplyTo?: string; references: string[] }
}

const schemes: Readonly<Record<string, string>> = {
  email: 'mailto:',
  sms: 'tel:',
  voice: 'tel:',
  whatsapp: 'tel:',
  webchat: 'webchat:',
}

/** The customer's address on a channel, proved ones first; for a mail also the thread it answers. */
export async function replyAddress(
  db: Db,
  customer: string,
  conversation: string,
  channel: string,
): Promise<ReplyAddress> {
  const scheme = schemes[channel]
  const addresses = scheme === undefined ? [] : await identitiesOf(db, customer)
  const to = addresses.find((each) => each.address.startsWith(scheme ?? ''))?.address ?? null
  if (channel !== 'email') return { to }
  const interaction = await latestInteraction(db, conversation, 'email')
  if (!interaction) return { to }
  const references = await threadOf(db, interaction)
  const subject = await subjectOf(db, interaction.id)
  const inReplyTo = references.at(-1)
  return { to, thread: { references, ...(subject ? { subject } : {}), ...(inReplyTo ? { inReplyTo } : {}) } }
}

/** Most messages of a thread that a mail names; its first one is always among them. */
const mostNamed = 20

/**
 * The ids of a thread's mails, oldest first, up to the one an answer is to: the customer's newest, which their program
 * certainly has. Where they have written none yet, our newest.
 */
async function threadOf(db: Db, { id, key }: InteractionRow): Promise<string[]> {
  const rows = await db
    .selectFrom('timeline')
    .leftJoin('outbox', 'outbox.id', 'timeline.id')
    .select(['timeline.id', 'timeline.direction', 'outbox.reference'])
    .where('timeline.interaction', '=', id)
    .where('timeline.kind', '=', 'message')
    .orderBy('timeline.seq')
    .execute()
  const newest = rows.findLastIndex((row) => row.direction === 'in')
  const known = (newest === -1 ? rows : rows.slice(0, newest + 1)).map((row) =>
    row.direction === 'in' ? row.id.slice('in:email:'.length) : row.reference,
  )
  const ids = [...new Set([key, ...known])].filter((each) => each !== null && isMessageId(each)) as string[]
  return ids.length > mostNamed ? [...ids.slice(0, 1), ...ids.slice(1 - mostNamed)] : ids
}

/** Whether another program knows a mail by this name; a digest is only ours, for mails without one. */
function isMessageId(name: string): boolean {
  return /^<[^<>\s]+>$/.test(name) && !/^<sha256\.[0-9a-f]{64}>$/.test(name)
}

/** The subject the customer wrote first. */
async function subjectOf(db: Db, interaction: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('timeline')
    .select('json')
    .where('interaction', '=', interaction)
    .where('direction', '=', 'in')
    .where('json', 'is not', null)
    .orderBy('seq')
    .executeTakeFirst()
  return row?.json ? (JSON.parse(row.json) as { subject?: string }).subject : undefined
}
