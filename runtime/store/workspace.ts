import { emptyWorkspace, parseWorkspace, type Workspace } from '#core'
import type { Db } from './open.ts'

/** What the company has that its journeys refer to; empty until it was set. */
export async function readWorkspace(db: Db): Promise<Workspace> {
  return (await savedWorkspace(db)).workspace
}

/** The workspace, and when it was last saved: null when it never was. */
export async function savedWorkspace(db: Db): Promise<{ workspace: Workspace; updatedAt: number | null }> {
  const row = await db.selectFrom('workspace').select(['json', 'updated_at']).where('id', '=', 1).executeTakeFirst()
  const parsed = row && parseWorkspace(row.json)
  return { workspace: parsed?.ok ? parsed.value : emptyWorkspace, updatedAt: row?.updated_at ?? null }
}

/**
 * Replaces the workspace and answers when it was saved. Given when it was read, answers nothing and keeps the present
 * one if somebody saved it since.
 */
export async function saveWorkspace(
  db: Db,
  workspace: Workspace,
  at: number,
  readAt?: number | null,
): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    const before = await tx.selectFrom('workspace').select('updated_at').where('id', '=', 1).executeTakeFirst()
    if (readAt !== undefined && readAt !== (before?.updated_at ?? null)) return undefined
    // Two saves within a millisecond are still told apart.
    const updatedAt = Math.max(at, (before?.updated_at ?? 0) + 1)
    const row = { json: JSON.stringify(workspace), updated_at: updatedAt }
    await tx
      .insertInto('workspace')
      .values({ id: 1, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
    return updatedAt
  })
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
