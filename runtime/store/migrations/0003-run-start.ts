import type { Kysely } from 'kysely'

/** The first turn of a run keeps what the run started with. Runs from before have none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('journal').addColumn('start', 'text').execute()
}
