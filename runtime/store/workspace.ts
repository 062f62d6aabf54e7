import { emptyWorkspace, parseWorkspace, type Workspace } from '#core'
import type { Db } from './open.ts'

/** What the company has that its journeys refer to; empty until it was set. */
export async function readWorkspace(db: Db): Promise<Workspace> {
  const row = await db.selectFrom('workspace').select('json').where('id', '=', 1).executeTakeFirst()
  const parsed = row && parseWorkspace(row.json)
  return parsed?.ok ? parsed.value : emptyWorkspace
}

/** Replaces the workspace. */
export async function saveWorkspace(db: Db, workspace: Workspace, at: number): Promise<void> {
  const row = { json: JSON.stringify(workspace), updated_at: at }
  await db
    .insertInto('workspace')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

/** A single value the installation keeps about itself. */
export async function readMeta(db: Db, key: string): Promise<string | undefined> {
  return (await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst())?.value
}

/** Sets a single value the installation keeps about itself. */
export async function writeMeta(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}
