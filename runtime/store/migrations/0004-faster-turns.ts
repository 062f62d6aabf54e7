import type { Kysely } from 'kysely'

/**
 * What every turn asks is answered from one index each, without sorting. Each interaction keeps which run last spoke
 * in it, so that an answer finds its run without reading what was said.
 */
export async function up(db: Kysely<Touched>): Promise<void> {
  const { schema } = db
  const index = (table: string, columns: string[]) =>
    schema
      .createIndex(`${table}_${columns.join('_')}`)
      .on(table)
      .columns(columns)
      .execute()
  const drop = (name: string) => schema.dropIndex(name).execute()

  await schema.alterTable('interaction').addColumn('run', 'text').execute()
  await index('timeline', ['interaction', 'seq'])
  await db
    .updateTable('interaction')
    .set((set) => ({
      run: set
        .selectFrom('timeline')
        .select('timeline.run')
        .whereRef('timeline.interaction', '=', 'interaction.id')
        .where('timeline.run', 'is not', null)
        .orderBy('timeline.seq', 'desc')
        .limit(1),
    }))
    .execute()

  await index('interaction', ['channel', 'key', 'started_at'])
  await index('interaction', ['conversation', 'channel', 'started_at'])
  await index('conversation', ['customer', 'closed_at', 'opened_at'])
  await index('handoff', ['run', 'offered_at'])
  await index('outbox', ['status', 'seq'])
  await drop('interaction_channel_key')
  await drop('interaction_conversation')
  await drop('conversation_customer_closed_at')
  await drop('handoff_run_node_visit')
  await drop('outbox_status_next_at')
  // Nothing asks by these, and each cost every message a write.
  await drop('timeline_run')
  await drop('outbox_run')
}

interface Touched {
  interaction: { id: string; run: string | null }
  timeline: { seq: number; interaction: string | null; run: string | null }
}
