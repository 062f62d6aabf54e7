import type { RunStart, StoredSnapshot, Waiting } from '#core'
import type { Db } from './open.ts'
import type { Database } from './schema.ts'
import { statement } from './statement.ts'

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
  const row = await byId.first(db, { id })
  return row && { ...row, waiting: JSON.parse(row.waiting) as Waiting[] }
}

type StoredRun = Omit<RunRow, 'waiting'> & { waiting: string }
const byId = statement<{ id: string }, StoredRun>((db, { id }) =>
  db.selectFrom('run').select(columns).where('id', '=', id),
)

/** A customer's runs that are under way or parked, newest first. */
export async function liveRunsOf(db: Db, customer: string): Promise<RunRow[]> {
  const rows = await liveOf.all(db, { customer })
  // Sorted here: there are few, and a sort inside SQLite costs more than the search.
  rows.sort((one, other) => other.since - one.since || (one.id < other.id ? 1 : -1))
  return rows.map(({ since, ...row }) => ({ ...row, waiting: JSON.parse(row.waiting) as Waiting[] }))
}

const liveOf = statement<{ customer: string }, StoredRun & { since: number }>((db, { customer }) =>
  db
    .selectFrom('run')
    .select([...columns, 'since'])
    .where('customer', '=', customer)
    .where('status', 'in', ['active', 'parked']),
)

/** The same for whoever a conversation is with. */
export async function liveRuns(db: Db, conversation: string): Promise<RunRow[]> {
  const row = await db
    .selectFrom('conversation')
    .innerJoin('customer', 'customer.id', 'conversation.customer')
    .select(({ fn }) => fn.coalesce('customer.merged_into', 'customer.id').as('customer'))
    .where('conversation.id', '=', conversation)
    .executeTakeFirst()
  return row ? liveRunsOf(db, row.customer) : []
}

/** A run's state at rest. */
export async function snapshotOf(db: Db, run: string): Promise<StoredSnapshot | undefined> {
  const row = await snapshotById.first(db, { run })
  return row && (JSON.parse(row.snapshot) as StoredSnapshot)
}

const snapshotById = statement<{ run: string }, { snapshot: string }>((db, { run }) =>
  db.selectFrom('run').select('snapshot').where('id', '=', run),
)

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
  await insertion.run(db, { ...run, ...stateColumns(state), started_at: at })
}

const insertion = statement<Omit<Database['run'], 'connected'>>((db, value) =>
  db.insertInto('run').values({
    id: value.id,
    journey: value.journey,
    release: value.release,
    customer: value.customer,
    conversation: value.conversation,
    status: value.status,
    turn: value.turn,
    snapshot: value.snapshot,
    waiting: value.waiting,
    resolution: value.resolution,
    started_at: value.started_at,
    since: value.since,
    connected: null,
  }),
)

/** Stores a run after a turn. */
export async function saveRun(db: Db, id: string, state: RunState): Promise<void> {
  await saving.run(db, { id, ...stateColumns(state) })
}

const saving = statement<{ id: string } & ReturnType<typeof stateColumns>>((db, value) =>
  db
    .updateTable('run')
    .set({
      status: value.status,
      turn: value.turn,
      snapshot: value.snapshot,
      waiting: value.waiting,
      resolution: value.resolution,
      since: value.since,
    })
    .where('id', '=', value.id),
)

/** Parks a run, brings it back, or gives it up. */
export async function setRunStatus(db: Db, id: string, status: RunRow['status']): Promise<void> {
  await db.updateTable('run').set({ status }).where('id', '=', id).execute()
}

/** Notes which handoff's agent has the customer, or that nobody has. */
export async function setConnected(db: Db, run: string, handoff: string | null): Promise<void> {
  await db.updateTable('run').set({ connected: handoff }).where('id', '=', run).execute()
}

/** Adds a turn to a run's journal; the first one with what the run started with. */
export async function addToJournal(
  db: Db,
  entry: { run: string; turn: number; at: number; event: unknown; trail: unknown; route: string; start?: RunStart },
): Promise<void> {
  await journaling.run(db, {
    ...entry,
    event: JSON.stringify(entry.event),
    trail: JSON.stringify(entry.trail),
    start: entry.start === undefined ? null : JSON.stringify(entry.start),
  })
}

const journaling = statement<Database['journal']>((db, { run, turn, at, event, trail, route, start }) =>
  db.insertInto('journal').values({ run, turn, at, event, trail, route, start }),
)

function stateColumns({ status, turn, snapshot, waiting, resolution, since }: RunState) {
  return { status, turn, snapshot: JSON.stringify(snapshot), waiting: JSON.stringify(waiting), resolution, since }
}
