import { arrivalOf } from './arrivals.ts'
import { openConversation } from './conversations.ts'
import { whoseAddress } from './customers.ts'
import type { Db } from './open.ts'
import { addToTimeline } from './timeline.ts'

/** A message that no journey may see, such as another machine's automatic reply. */
export interface Aside {
  dedupeKey: string
  channel: string
  at: number
  /** Why, as a code. */
  reason: string
  from: string
  subject?: string
  text: string
}

const titles: Readonly<Record<string, string>> = {
  'email.automatic': 'Automatic reply',
  'email.bounce': 'Returned mail',
  'email.list': 'Mail of a list',
  'sms.opt_out': 'Text message about opting in or out',
}

/**
 * Keeps a message that no journey may see, under its name, with the reason. Where the sender is a customer with a
 * conversation, people read it there. The same name again changes nothing.
 */
export async function keepAside(db: Db, aside: Aside): Promise<void> {
  const { dedupeKey: key, channel, at, reason, from, subject = '', text } = aside
  const event = JSON.stringify({ type: 'message.set_aside', at, data: { from, subject, text } })
  const row = {
    key,
    at,
    channel,
    status: 'set_aside' as const,
    run: null,
    route: reason,
    answer: null,
    event,
    error: null,
  }
  await db.transaction().execute(async (tx) => {
    if (await arrivalOf(tx, key)) return
    await tx.insertInto('arrival').values(row).execute()
    const place = await placeOf(tx, channel, from)
    if (!place) return
    const title = `${titles[reason] ?? 'Message'}, not answered`
    const words = [subject, text.slice(0, 2000)].map((each) => each.trim()).filter((each) => each !== '')
    await addToTimeline(tx, {
      ...place,
      id: `aside:${key}`,
      at,
      channel,
      text: [title, ...words].join('\n'),
      kind: 'event',
      by: 'system',
      interaction: null,
      run: null,
      direction: null,
      state: null,
    })
  })
}

/** The conversation a sender is known from: the open one, or else the last. */
async function placeOf(db: Db, channel: string, from: string) {
  const scheme = { email: 'mailto:', sms: 'tel:' }[channel]
  const known = scheme === undefined ? undefined : await whoseAddress(db, `${scheme}${from}`)
  if (!known) return undefined
  const conversation =
    (await openConversation(db, known.own)) ??
    (
      await db
        .selectFrom('conversation')
        .select('id')
        .where('customer', '=', known.own)
        .orderBy('opened_at', 'desc')
        .executeTakeFirst()
    )?.id
  return conversation === undefined ? undefined : { customer: known.customer.id, conversation }
}
