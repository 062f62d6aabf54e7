import type { Db } from './open.ts'
import type { Database } from './schema.ts'

/** One thing a person reads about a conversation. */
export type TimelineEntry = Omit<Database['timeline'], 'seq' | 'json'> & { json?: unknown }

/** Adds to the timeline; the same id a second time changes nothing. */
export async function addToTimeline(db: Db, entry: TimelineEntry): Promise<void> {
  const json = entry.json === undefined ? null : JSON.stringify(entry.json)
  await db
    .insertInto('timeline')
    .values({ ...entry, json })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** The run that last spoke in an interaction. */
export async function lastSpeaker(db: Db, interaction: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('timeline')
    .select('run')
    .where('interaction', '=', interaction)
    .where('run', 'is not', null)
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  return row?.run ?? undefined
}

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
