import { latestInteraction } from './conversations.ts'
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
  const rows = await db.selectFrom('thread').select('key').where('interaction', '=', interaction.id).execute()
  const ids = [interaction.key, ...rows.map((row) => row.key.slice('email:'.length))]
  const references = [...new Set(ids)].filter((id) => /^<[^<>\s]+>$/.test(id))
  const subject = await subjectOf(db, interaction.id)
  const inReplyTo = references.at(-1)
  return { to, thread: { references, ...(subject ? { subject } : {}), ...(inReplyTo ? { inReplyTo } : {}) } }
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
