import type { Db } from './open.ts'
import type { Database } from './schema.ts'
import { statement } from './statement.ts'

/** One thing a person reads about a conversation. */
export type TimelineEntry = Omit<Database['timeline'], 'seq' | 'json'> & { json?: unknown }

/** Adds to the timeline; the same id a second time changes nothing. */
export async function addToTimeline(db: Db, entry: TimelineEntry): Promise<void> {
  const json = entry.json === undefined ? null : JSON.stringify(entry.json)
  await insertion.run(db, { ...entry, json })
}

const insertion = statement<Omit<Database['timeline'], 'seq'>>((db, value) =>
  db
    .insertInto('timeline')
    .values({
      id: value.id,
      customer: value.customer,
      conversation: value.conversation,
      interaction: value.interaction,
      run: value.run,
      at: value.at,
      kind: value.kind,
      direction: value.direction,
      by: value.by,
      channel: value.channel,
      text: value.text,
      state: value.state,
      json: value.json,
    })
    .onConflict((conflict) => conflict.column('id').doNothing()),
)

/** The last messages of a conversation, oldest first. */
export async function recentMessages(db: Db, conversation: string, limit: number) {
  const rows = await db
    .selectFrom('timeline')
    .select(['at', 'by', 'channel', 'text', 'direction', 'state'])
    .where('conversation', '=', conversation)
    .where('kind', '=', 'message')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse()
}
