import type { Release } from '#core'
import { currentReleases } from './live-releases.ts'
import type { Db } from './open.ts'

/** A release as lists show it. */
export interface ReleaseEntry {
  hash: string
  journey: string
  /** Counts the releases of a journey from 1. */
  number: number
  at: number
  by: string
  note: string
  current: boolean
}

const columns = ['hash', 'journey', 'number', 'at', 'by', 'note'] as const

/** The releases of one journey, or of all, newest first. */
export async function listReleases(db: Db, journey?: string): Promise<ReleaseEntry[]> {
  const rows = await db
    .selectFrom('release')
    .select(columns)
    .$if(journey !== undefined, (query) => query.where('journey', '=', journey ?? ''))
    .orderBy('journey')
    .orderBy('number', 'desc')
    .execute()
  const current = new Set((await currentReleases(db)).map((each) => each.release))
  return rows.map((row) => ({ ...row, current: current.has(row.hash) }))
}

/** One release as it was frozen, as JSON text. */
export async function releaseText(db: Db, hash: string): Promise<string | undefined> {
  return (await db.selectFrom('release').select('json').where('hash', '=', hash).executeTakeFirst())?.json
}

/** Makes a release the one new runs of its journey start on, keeping it first when it is new here. */
export async function deployRelease(
  db: Db,
  release: Release,
  how: { by: string; at: number; note: string },
): Promise<ReleaseEntry> {
  const journey = release.journey.id
  return db.transaction().execute(async (tx) => {
    await keepRelease(tx, release, how)
    const stack = await currentStack(tx, journey)
    if (stack.at(-1) !== release.hash) await makeCurrent(tx, journey, release.hash, how, 'deploy')
    return entryOf(tx, release.hash)
  })
}

/** Keeps a release when it is new here; nothing starts on it until it is made current. */
export async function keepRelease(
  db: Db,
  release: Release,
  how: { by: string; at: number; note: string },
): Promise<void> {
  const { hash } = release
  const journey = release.journey.id
  if (await db.selectFrom('release').select('hash').where('hash', '=', hash).executeTakeFirst()) return
  const newest = await db
    .selectFrom('release')
    .select((select) => select.fn.max('number').as('number'))
    .where('journey', '=', journey)
    .executeTakeFirst()
  const number = (newest?.number ?? 0) + 1
  await db
    .insertInto('release')
    .values({ hash, journey, number, json: JSON.stringify(release), ...how })
    .execute()
}

/** Makes the release that was current before the current one current again; nothing when there is none before. */
export async function rollBack(
  db: Db,
  journey: string,
  how: { by: string; at: number },
): Promise<ReleaseEntry | undefined> {
  return db.transaction().execute(async (tx) => {
    const before = (await currentStack(tx, journey)).at(-2)
    if (before === undefined) return undefined
    await makeCurrent(tx, journey, before, how, 'rollback')
    return entryOf(tx, before)
  })
}

/** What was current in turn: a deploy adds to it, a rollback takes the last away. */
async function currentStack(db: Db, journey: string): Promise<string[]> {
  const rows = await db
    .selectFrom('deployment')
    .select(['release', 'kind'])
    .where('journey', '=', journey)
    .orderBy('seq')
    .execute()
  const stack: string[] = []
  for (const { release, kind } of rows) {
    if (kind === 'deploy') stack.push(release)
    else stack.pop()
  }
  return stack
}

async function makeCurrent(
  db: Db,
  journey: string,
  release: string,
  { by, at }: { by: string; at: number },
  kind: 'deploy' | 'rollback',
) {
  await db.insertInto('deployment').values({ journey, release, at, by, kind }).execute()
}

async function entryOf(db: Db, hash: string): Promise<ReleaseEntry> {
  const row = await db.selectFrom('release').select(columns).where('hash', '=', hash).executeTakeFirstOrThrow()
  return { ...row, current: true }
}
