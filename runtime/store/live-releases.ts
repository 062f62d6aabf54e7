import type { Release } from '#core'
import type { Db } from './open.ts'

/** The release of each journey that new runs start on. */
export async function currentReleases(db: Db): Promise<{ journey: string; release: string }[]> {
  const newest = db
    .selectFrom('deployment')
    .select((select) => select.fn.max('seq').as('seq'))
    .groupBy('journey')
  return db
    .selectFrom('deployment')
    .select(['journey', 'release'])
    .where('seq', 'in', newest)
    .orderBy('journey')
    .execute()
}

/** A frozen journey by its hash. */
export async function releaseByHash(db: Db, hash: string): Promise<Release | undefined> {
  const row = await db.selectFrom('release').select('json').where('hash', '=', hash).executeTakeFirst()
  return row && (JSON.parse(row.json) as Release)
}
