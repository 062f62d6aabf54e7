import { sameCustomer } from './customers.ts'
import type { Db } from './open.ts'
import { one, statement } from './statement.ts'

/** One engagement on one channel. */
export interface InteractionRow {
  id: string
  conversation: string
  channel: string
  key: string
  /** The run that last spoke in it. */
  run: string | null
}

/** The open conversation that came by a customer's own addresses, newest first. */
export async function openConversation(db: Db, customer: string): Promise<string | undefined> {
  return (await openOf.first(db, { customer }))?.id
}

const openOf = statement<{ customer: string }, { id: string }>((db, { customer }) =>
  db
    .selectFrom('conversation')
    .select('id')
    .where('customer', '=', customer)
    .where('closed_at', 'is', null)
    .orderBy('opened_at', 'desc')
    .limit(one),
)

/** Opens a conversation. */
export async function addConversation(db: Db, id: string, customer: string, at: number): Promise<void> {
  await opening.run(db, { id, customer, at })
}

const opening = statement<{ id: string; customer: string; at: number }>((db, { id, customer, at }) =>
  db.insertInto('conversation').values({ id, customer, opened_at: at, closed_at: null }),
)

/** Closes a conversation and whatever interaction is still open in it. */
export async function closeConversation(db: Db, id: string, at: number): Promise<void> {
  await db.updateTable('conversation').set({ closed_at: at }).where('id', '=', id).execute()
  await db
    .updateTable('interaction')
    .set({ ended_at: at })
    .where('conversation', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

/** Closes whatever conversation of a customer is still open. */
export async function closeConversations(db: Db, customer: string, at: number): Promise<void> {
  const open = await db
    .selectFrom('conversation')
    .select('id')
    .where('customer', 'in', sameCustomer(db, customer))
    .where('closed_at', 'is', null)
    .execute()
  for (const { id } of open) await closeConversation(db, id, at)
}

/** An interaction, whether its conversation is still open, and whose address opened that. */
export type NamedInteraction = InteractionRow & { closedAt: number | null; owner: string }

/** The interaction an event names: by the channel's own key, or by the newest message it refers to. */
export async function interactionOf(
  db: Db,
  channel: string,
  key: string,
  references: readonly string[],
): Promise<NamedInteraction | undefined> {
  const direct = await byKey.first(db, { channel, key })
  if (direct) return direct
  // The newest message is named last.
  for (const reference of references.toReversed()) {
    const found = await byMessage.first(db, { message: `${channel}:${reference}` })
    if (found) return found
  }
  return undefined
}

const named = (db: Db) =>
  db
    .selectFrom('interaction')
    .innerJoin('conversation', 'conversation.id', 'interaction.conversation')
    .select([
      'interaction.id',
      'interaction.conversation',
      'interaction.channel',
      'interaction.key',
      'interaction.run',
      'conversation.closed_at as closedAt',
      'conversation.customer as owner',
    ])
    .orderBy('interaction.started_at', 'desc')
    .limit(one)

const byKey = statement<{ channel: string; key: string }, NamedInteraction>((db, { channel, key }) =>
  named(db).where('interaction.channel', '=', channel).where('interaction.key', '=', key),
)

const byMessage = statement<{ message: string }, NamedInteraction>((db, { message }) =>
  named(db).innerJoin('thread', 'thread.interaction', 'interaction.id').where('thread.key', '=', message),
)

/** The newest interaction of a conversation on a channel, and when it ended. */
export async function latestInteraction(
  db: Db,
  conversation: string,
  channel: string,
): Promise<(InteractionRow & { endedAt: number | null }) | undefined> {
  return latestOn.first(db, { conversation, channel })
}

const latestOn = statement<{ conversation: string; channel: string }, InteractionRow & { endedAt: number | null }>(
  (db, { conversation, channel }) =>
    db
      .selectFrom('interaction')
      .select(['id', 'conversation', 'channel', 'key', 'run', 'ended_at as endedAt'])
      .where('conversation', '=', conversation)
      .where('channel', '=', channel)
      .orderBy('started_at', 'desc')
      .limit(one),
)

/** The newest interaction on a channel in any open conversation of a customer, also by an address merged into them. */
export async function latestInteractionWith(
  db: Db,
  customer: string,
  channel: string,
): Promise<InteractionRow | undefined> {
  return latestWith.first(db, { customer, channel })
}

const latestWith = statement<{ customer: string; channel: string }, InteractionRow>((db, { customer, channel }) =>
  db
    .selectFrom('interaction')
    .innerJoin('conversation', 'conversation.id', 'interaction.conversation')
    .select(['interaction.id', 'conversation', 'channel', 'key', 'run'])
    .where('conversation.customer', 'in', sameCustomer(db, customer))
    .where('conversation.closed_at', 'is', null)
    .where('channel', '=', channel)
    .orderBy('started_at', 'desc')
    .limit(one),
)

/** Whose address opened a conversation; what is learned in it is learned of them. */
export async function whoseConversation(db: Db, id: string): Promise<string | undefined> {
  return (await openedBy.first(db, { id }))?.customer
}

const openedBy = statement<{ id: string }, { customer: string }>((db, { id }) =>
  db.selectFrom('conversation').select('customer').where('id', '=', id),
)

/** Starts an interaction. */
export async function addInteraction(
  db: Db,
  row: Omit<InteractionRow, 'run'> & { direction: 'in' | 'out'; at: number },
): Promise<void> {
  await starting.run(db, row)
}

const starting = statement<Omit<InteractionRow, 'run'> & { direction: 'in' | 'out'; at: number }>((db, value) =>
  db.insertInto('interaction').values({
    id: value.id,
    conversation: value.conversation,
    channel: value.channel,
    direction: value.direction,
    key: value.key,
    run: null,
    started_at: value.at,
    ended_at: null,
    disposition: null,
    summary: null,
  }),
)

/** Notes which run spoke last in an interaction. */
export async function spokeIn(db: Db, interaction: string, run: string): Promise<void> {
  await speaking.run(db, { interaction, run })
}

const speaking = statement<{ interaction: string; run: string }>((db, { interaction, run }) =>
  db.updateTable('interaction').set({ run }).where('id', '=', interaction),
)

/** Writes back what came of an interaction, and its end where it is over. */
export async function writeBack(
  db: Db,
  id: string,
  result: { ended_at?: number; disposition?: string; summary?: string },
): Promise<void> {
  await db.updateTable('interaction').set(result).where('id', '=', id).execute()
}

/** Whether a call or chat has ended; one that never was counts as over. */
export async function isOver(db: Db, interaction: string | null): Promise<boolean> {
  if (interaction === null) return true
  const row = await db
    .selectFrom('interaction')
    .select('ended_at as endedAt')
    .where('id', '=', interaction)
    .executeTakeFirst()
  return row === undefined || row.endedAt !== null
}

/** Remembers a message's id, so that an answer to it finds its interaction. */
export async function rememberMessage(db: Db, channel: string, message: string, interaction: string): Promise<void> {
  await remembering.run(db, { key: `${channel}:${message}`, interaction })
}

const remembering = statement<{ key: string; interaction: string }>((db, { key, interaction }) =>
  db
    .insertInto('thread')
    .values({ key, interaction })
    .onConflict((conflict) => conflict.column('key').doNothing()),
)
