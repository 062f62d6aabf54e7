import type { StoredSnapshot, Waiting } from '#core'
import type { Db } from './open.ts'

/** A run as the driver needs it. */
export interface RunRow {
  id: string
  journey: string
  release: string
  customer: string
  conversation: string
  status: 'active' | 'ended' | 'parked' | 'discarded'
  turn: number
  waiting: Waiting[]
  connected: string | null
}

const columns = [
  'id',
  'journey',
  'release',
  'customer',
  'conversation',
  'status',
  'turn',
  'waiting',
  'connected',
] as const

/** A run by id. */
export async function runById(db: Db, id: string): Promise<RunRow | undefined> {
  const row = await db.selectFrom('run').select(columns).where('id', '=', id).executeTakeFirst()
  return row && { ...row, waiting: JSON.parse(row.waiting) as Waiting[] }
}

/** The runs of a conversation that are under way or parked, newest first. */
export async function liveRuns(db: Db, conversation: string): Promise<RunRow[]> {
  const rows = await db
    .selectFrom('run')
    .select(columns)
    .where('conversation', '=', conversation)
    .where('status', 'in', ['active', 'parked'])
    .orderBy('since', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, waiting: JSON.parse(row.waiting) as Waiting[] }))
}

/** A run's state at rest. */
export async function snapshotOf(db: Db, run: string): Promise<StoredSnapshot | undefined> {
  const row = await db.selectFrom('run').select('snapshot').where('id', '=', run).executeTakeFirst()
  return row && (JSON.parse(row.snapshot) as StoredSnapshot)
}

/** What a turn leaves of a run. */
export interface RunState {
  status: 'active' | 'ended'
  turn: number
  snapshot: StoredSnapshot
  waiting: Waiting[]
  resolution: string | null
  since: number
}

/** Adds a run with its first turn. */
export async function addRun(
  db: Db,
  run: Omit<RunRow, 'status' | 'turn' | 'waiting' | 'connected'>,
  state: RunState,
  at: number,
): Promise<void> {
  await db
    .insertInto('run')
    .values({ ...run, ...stateColumns(state), started_at: at, connected: null })
    .execute()
}

/** Stores a run after a turn. */
export async function saveRun(db: Db, id: string, state: RunState): Promise<void> {
  await db.updateTable('run').set(stateColumns(state)).where('id', '=', id).execute()
}

/** Parks a run, brings it back, or gives it up. */
export async function setRunStatus(db: Db, id: string, status: RunRow['status']): Promise<void> {
  await db.updateTable('run').set({ status }).where('id', '=', id).execute()
}

/** Notes which handoff's agent has the customer, or that nobody has. */
export async function setConnected(db: Db, run: string, handoff: string | null): Promise<void> {
  await db.updateTable('run').set({ connected: handoff }).where('id', '=', run).execute()
}

/** Adds a turn to a run's journal. */
export async function addToJournal(
  db: Db,
  entry: { run: string; turn: number; at: number; event: unknown; trail: unknown; route: string },
): Promise<void> {
  await db
    .insertInto('journal')
    .values({ ...entry, event: JSON.stringify(entry.event), trail: JSON.stringify(entry.trail) })
    .execute()
}

function stateColumns({ status, turn, snapshot, waiting, resolution, since }: RunState) {
  return { status, turn, snapshot: JSON.stringify(snapshot), waiting: JSON.stringify(waiting), resolution, since }
}
