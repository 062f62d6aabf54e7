import type { Db } from './open.ts'

/** One engagement on one channel. */
export interface InteractionRow {
  id: string
  conversation: string
  channel: string
  key: string
}

/** The customer's open conversation, newest first. */
export async function openConversation(db: Db, customer: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('conversation')
    .select('id')
    .where('customer', '=', customer)
    .where('closed_at', 'is', null)
    .orderBy('opened_at', 'desc')
    .executeTakeFirst()
  return row?.id
}

/** Opens a conversation. */
export async function addConversation(db: Db, id: string, customer: string, at: number): Promise<void> {
  await db.insertInto('conversation').values({ id, customer, opened_at: at, closed_at: null }).execute()
}

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

/** Whether a conversation is still open. */
export async function isOpenConversation(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('conversation').select('closed_at').where('id', '=', id).executeTakeFirst()
  return row !== undefined && row.closed_at === null
}

/** The interaction an event names: by the channel's own key, or by an earlier message it refers to. */
export async function interactionOf(
  db: Db,
  channel: string,
  key: string,
  references: readonly string[],
): Promise<InteractionRow | undefined> {
  const columns = ['interaction.id', 'interaction.conversation', 'interaction.channel', 'interaction.key'] as const
  const direct = await db
    .selectFrom('interaction')
    .select(columns)
    .where('channel', '=', channel)
    .where('key', '=', key)
    .orderBy('started_at', 'desc')
    .executeTakeFirst()
  if (direct || references.length === 0) return direct
  return db
    .selectFrom('thread')
    .innerJoin('interaction', 'interaction.id', 'thread.interaction')
    .select(columns)
    .where(
      'thread.key',
      'in',
      references.map((reference) => `${channel}:${reference}`),
    )
    .orderBy('interaction.started_at', 'desc')
    .executeTakeFirst()
}

/** The newest interaction of a conversation on a channel. */
export async function latestInteraction(
  db: Db,
  conversation: string,
  channel: string,
): Promise<InteractionRow | undefined> {
  return db
    .selectFrom('interaction')
    .select(['id', 'conversation', 'channel', 'key'])
    .where('conversation', '=', conversation)
    .where('channel', '=', channel)
    .orderBy('started_at', 'desc')
    .executeTakeFirst()
}

/** Starts an interaction. */
export async function addInteraction(
  db: Db,
  row: InteractionRow & { direction: 'in' | 'out'; at: number },
): Promise<void> {
  const { at, ...interaction } = row
  await db
    .insertInto('interaction')
    .values({ ...interaction, started_at: at, ended_at: null, disposition: null, summary: null })
    .execute()
}

/** Ends an interaction and writes back what came of it. */
export async function endInteraction(
  db: Db,
  id: string,
  at: number,
  result: { disposition?: string; summary?: string },
): Promise<void> {
  await db
    .updateTable('interaction')
    .set({ ended_at: at, ...result })
    .where('id', '=', id)
    .execute()
}

/** Remembers a message's id, so that an answer to it finds its interaction. */
export async function rememberMessage(db: Db, channel: string, message: string, interaction: string): Promise<void> {
  await db
    .insertInto('thread')
    .values({ key: `${channel}:${message}`, interaction })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
}
