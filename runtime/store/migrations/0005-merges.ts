import type { Kysely } from 'kysely'

/**
 * Customers found to be one person are merged, and separated again. Whose address opened a conversation stays with the
 * conversation, so nothing else has to be kept for that.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('merge')
    .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('customer', 'text', (column) => column.notNull())
    .addColumn('survivor', 'text', (column) => column.notNull())
    .addColumn('why', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('undone_at', 'integer')
    .addColumn('undone_by', 'text')
    .execute()
  await schema
    .createTable('merge_suggestion')
    .addColumn('one', 'text', (column) => column.notNull())
    .addColumn('other', 'text', (column) => column.notNull())
    .addColumn('why', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('dismissed_at', 'integer')
    .addColumn('dismissed_by', 'text')
    .addPrimaryKeyConstraint('merge_suggestion_key', ['one', 'other'])
    .execute()
  await schema.createIndex('merge_customer').on('merge').column('customer').execute()
  await schema.createIndex('merge_survivor').on('merge').column('survivor').execute()
  await schema.createIndex('merge_suggestion_other').on('merge_suggestion').column('other').execute()
  // Only merged customers stand in it, so that a new one costs no more than before.
  await schema
    .createIndex('customer_merged_into')
    .on('customer')
    .column('merged_into')
    .where('merged_into', 'is not', null)
    .execute()
}
