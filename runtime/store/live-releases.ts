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

/** The releases that runs under way or parked are on, each with how many. */
export async function releasesInUse(db: Db): Promise<{ release: Release; runs: number }[]> {
  const rows = await db
    .selectFrom('run')
    .innerJoin('release', 'release.hash', 'run.release')
    .select(['release.json', (select) => select.fn.countAll<number>().as('runs')])
    .where('run.status', 'in', ['active', 'parked'])
    .groupBy('release.hash')
    .orderBy('release.journey')
    .orderBy('release.number')
    .execute()
  return rows.map(({ json, runs }) => ({ release: JSON.parse(json) as Release, runs }))
}
