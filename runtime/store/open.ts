import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, Migrator, type SqliteDatabase, SqliteDialect } from 'kysely'
import { migrations, newestMigration } from './migrations/migrations.ts'
import type { Database } from './schema.ts'

/** The store's database, or a transaction on it. */
export type Db = Kysely<Database>

/** An open store. */
export interface Store {
  db: Db
  /** Writes the log back into the file; false when readers held it up. Throws when the disk failed. */
  checkpoint(): boolean
  close(): Promise<void>
}

/** Why a data folder could not be opened, with what to do about it. */
export interface OpenError {
  code: 'store.locked' | 'store.read_only' | 'store.too_new' | 'store.unusable'
  message: string
}

const settings = {
  journal_mode: 'wal',
  // FULL: without it the last commits are lost when the power fails, though not when only the process dies.
  synchronous: 2,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  // Checkpoints are ours, so that an error of the disk is seen and not swallowed.
  wal_autocheckpoint: 0,
  // 64 MB: the pages that a busy hour of customers touches.
  cache_size: -65_536,
} as const

const oldestSqlite = [3, 51, 3]

/** Opens the store in a folder, making it where there is none. One process at a time. */
export async function openStore(folder: string): Promise<{ ok: true; store: Store } | { ok: false; error: OpenError }> {
  const prepared = prepareFolder(folder)
  if (prepared) return { ok: false, error: prepared }
  const file = join(folder, 'throughline.db')
  let sqlite: Sqlite.Database
  try {
    sqlite = new Sqlite(file, { timeout: 200 })
    assertSettings(sqlite)
  } catch (error) {
    return { ok: false, error: explain(error, folder) }
  }
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: withPreparedStatements(sqlite) }) })
  const tooNew = await newerFormat(sqlite, folder)
  if (tooNew) {
    sqlite.close()
    return { ok: false, error: tooNew }
  }
  const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest()
  if (error) {
    sqlite.close()
    return { ok: false, error: explain(error, folder) }
  }
  sqlite.pragma('busy_timeout = 5000')
  return {
    ok: true,
    store: {
      db,
      checkpoint: () => (sqlite.pragma('wal_checkpoint(PASSIVE)') as { busy: number }[])[0]?.busy === 0,
      close: async () => {
        await db.destroy()
      },
    },
  }
}

function prepareFolder(folder: string): OpenError | undefined {
  try {
    // Whoever made the folder decided who may look into it, and it may hold other things.
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK)
    return undefined
  } catch (error) {
    return explain(error, folder)
  }
}

/** Sets what durability depends on, and reads it back: a setting that did not take is an error, not a surprise later. */
function assertSettings(sqlite: Sqlite.Database) {
  const version = (sqlite.prepare('select sqlite_version() as version').get() as { version: string }).version
  const parts = version.split('.').map(Number)
  const older = oldestSqlite.findIndex((part, index) => (parts[index] ?? 0) !== part)
  if (older !== -1 && (parts[older] ?? 0) < (oldestSqlite[older] ?? 0)) {
    throw new Error(`SQLite ${version} is too old; ${oldestSqlite.join('.')} or later is needed.`)
  }
  // The operating system lets the lock go when the process dies, however it dies.
  sqlite.pragma('locking_mode = EXCLUSIVE')
  for (const [name, wanted] of Object.entries(settings)) {
    sqlite.pragma(`${name} = ${wanted}`)
    const [row] = sqlite.pragma(name) as Record<string, unknown>[]
    const got = row && Object.values(row)[0]
    if (got !== wanted) throw new Error(`SQLite did not take ${name} = ${wanted} (it is ${String(got)}).`)
  }
  sqlite.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS opened (at INTEGER); COMMIT')
}

async function newerFormat(sqlite: Sqlite.Database, folder: string): Promise<OpenError | undefined> {
  const known = sqlite.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get()
  if (!known) return undefined
  const newest = sqlite.prepare('select max(name) as name from kysely_migration').get() as { name: string | null }
  if (newest.name === null || newest.name <= newestMigration) return undefined
  const message = `The data folder ${folder} was written by a newer version of Throughline (${newest.name}). Update Throughline, or choose another folder with --data.`
  return { code: 'store.too_new', message }
}

function explain(error: unknown, folder: string): OpenError {
  const code = (error as { code?: string }).code ?? ''
  const detail = error instanceof Error ? error.message : String(error)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return {
      code: 'store.locked',
      message: `The data folder ${folder} is in use by another Throughline. Stop it, or choose another folder with --data.`,
    }
  }
  if (
    code === 'SQLITE_READONLY' ||
    code.startsWith('SQLITE_READONLY') ||
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'SQLITE_CANTOPEN' ||
    code === 'EPERM'
  ) {
    return {
      code: 'store.read_only',
      message: `The data folder ${folder} cannot be written to. Give this user the right to write there, or choose another folder with --data.`,
    }
  }
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return { code: 'store.unusable', message: `The data folder ${folder} is a file. Choose another with --data.` }
  return {
    code: 'store.unusable',
    message: `The data folder ${folder} cannot be opened: ${detail}. Choose another folder with --data, or restore a backup.`,
  }
}

/** Kysely prepares a statement on every call; the same text is prepared once here. */
function withPreparedStatements(sqlite: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, ReturnType<SqliteDatabase['prepare']>>()
  return {
    close: () => sqlite.close(),
    prepare(sql) {
      let statement = prepared.get(sql)
      if (!statement) {
        statement = sqlite.prepare(sql) as unknown as ReturnType<SqliteDatabase['prepare']>
        if (prepared.size < 500) prepared.set(sql, statement)
      }
      return statement
    },
  }
}
