import type { RunStart, StoredSnapshot, Waiting } from '#core'
import type { Db } from './open.ts'

/** A run as lists show it. */
export interface RunEntry {
  id: string
  journey: string
  release: string
  customer: string
  /** The nodes where it rests. */
  at: string[]
  /** Since when, epoch milliseconds. */
  since: number
  /** The events that would move it on. */
  waitingFor: string[]
  status: 'active' | 'ended' | 'parked' | 'discarded'
}

/** One turn as the journal keeps it. */
export interface JournalEntry {
  turn: number
  at: number
  event: unknown
  trail: { node: string; outcome: string }[]
  route: string
}

/** A run that was stopped and waits for a person. */
export interface IncidentEntry {
  id: string
  run: string | null
  at: number
  code: string
  node: string | null
  message: string
}

/** A message that may or may not have gone out. */
export interface InDoubtEntry {
  id: string
  run: string
  node: string
  type: string
  channel: string | null
  createdAt: number
  error: string | null
}

const columns = ['id', 'journey', 'release', 'customer', 'status', 'waiting', 'since'] as const

/** Runs, the most recently moved first. */
export async function listRuns(
  db: Db,
  by: { journey?: string; status?: RunEntry['status']; limit: number },
): Promise<RunEntry[]> {
  const { journey, status, limit } = by
  const rows = await db
    .selectFrom('run')
    .select(columns)
    .$if(journey !== undefined, (query) => query.where('journey', '=', journey ?? ''))
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? 'active'))
    .orderBy('since', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(read)
}

/** One run, as lists show it, with its state at rest. */
export async function runEntry(db: Db, id: string): Promise<(RunEntry & { snapshot: StoredSnapshot }) | undefined> {
  const row = await db
    .selectFrom('run')
    .select([...columns, 'snapshot'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { ...read(row), snapshot: JSON.parse(row.snapshot) as StoredSnapshot }
}

/** Every turn of a run, in order. */
export async function journalOf(db: Db, run: string): Promise<JournalEntry[]> {
  const rows = await db
    .selectFrom('journal')
    .select(['turn', 'at', 'event', 'trail', 'route'])
    .where('run', '=', run)
    .orderBy('turn')
    .execute()
  return rows.map((row) => ({
    ...row,
    event: JSON.parse(row.event) as unknown,
    trail: JSON.parse(row.trail) as JournalEntry['trail'],
  }))
}

/** What a run started with; null for one from before that was kept. */
export async function startOf(db: Db, run: string): Promise<RunStart | null> {
  const row = await db
    .selectFrom('journal')
    .select('start')
    .where('run', '=', run)
    .where('turn', '=', 1)
    .executeTakeFirst()
  return row?.start == null ? null : (JSON.parse(row.start) as RunStart)
}

/** What waits for a person to retry or give up, newest first; of one run when named. */
export async function openIncidents(db: Db, run?: string): Promise<IncidentEntry[]> {
  return db
    .selectFrom('incident')
    .select(['id', 'run', 'at', 'code', 'node', 'message'])
    .where('settled_at', 'is', null)
    .$if(run !== undefined, (query) => query.where('run', '=', run ?? ''))
    .orderBy('at', 'desc')
    .limit(1000)
    .execute()
}

/** Messages that may or may not have gone out, oldest first. */
export async function inDoubt(db: Db): Promise<InDoubtEntry[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['id', 'run', 'node', 'type', 'channel', 'created_at', 'error'])
    .where('status', '=', 'in_doubt')
    .orderBy('seq')
    .limit(1000)
    .execute()
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at }))
}

function read(row: { waiting: string } & Omit<RunEntry, 'at' | 'waitingFor'>): RunEntry {
  const { id, journey, release, customer, status, since } = row
  const waiting = JSON.parse(row.waiting) as Waiting[]
  const waitingFor = [...new Set(waiting.flatMap((each) => each.events))]
  return { id, journey, release, customer, at: waiting.map((each) => each.node), since, waitingFor, status }
}
