import type { JourneyEvent } from '#sdk'
import type { Db } from './open.ts'
import { statement } from './statement.ts'

/** What became of an event that came in. */
export interface ArrivalRow {
  key: string
  at: number
  channel: string
  status: 'accepted' | 'set_aside' | 'unclaimed'
  run: string | null
  route: string
  answer: string | null
  event: JourneyEvent | null
  error: string | null
}

/** What became of the event that came under this key, if it came. */
export async function arrivalOf(
  db: Db,
  key: string,
): Promise<Pick<ArrivalRow, 'run' | 'route' | 'answer'> | undefined> {
  return byKey.first(db, { key })
}

const byKey = statement<{ key: string }, Pick<ArrivalRow, 'run' | 'route' | 'answer'>>((db, { key }) =>
  db.selectFrom('arrival').select(['run', 'route', 'answer']).where('key', '=', key),
)

/** Notes an event under its key, in the same transaction as its turn. */
export async function addArrival(db: Db, row: ArrivalRow): Promise<void> {
  await insertion.run(db, { ...row, event: row.event && JSON.stringify(row.event) })
}

const insertion = statement<Omit<ArrivalRow, 'event'> & { event: string | null }>((db, value) =>
  db.insertInto('arrival').values({
    key: value.key,
    at: value.at,
    channel: value.channel,
    status: value.status,
    run: value.run,
    route: value.route,
    answer: value.answer,
    event: value.event,
    error: value.error,
  }),
)

/** Events set aside for a parked run, oldest first. */
export async function setAsideFor(db: Db, run: string): Promise<{ key: string; event: JourneyEvent }[]> {
  const rows = await db
    .selectFrom('arrival')
    .select(['key', 'event'])
    .where('run', '=', run)
    .where('status', '=', 'set_aside')
    .orderBy('at')
    .execute()
  return rows.flatMap(({ key, event }) => (event ? [{ key, event: JSON.parse(event) as JourneyEvent }] : []))
}

/** Marks an event that was set aside as done. */
export async function settleArrival(db: Db, key: string): Promise<void> {
  await db.updateTable('arrival').set({ status: 'accepted', error: null }).where('key', '=', key).execute()
}

/** Adds an incident: why a run was parked, with the event that did it. */
export async function addIncident(
  db: Db,
  incident: {
    id: string
    run: string | null
    at: number
    code: string
    node: string | null
    message: string
    event: JourneyEvent | null
  },
): Promise<void> {
  await db
    .insertInto('incident')
    .values({
      ...incident,
      event: incident.event && JSON.stringify(incident.event),
      settled_at: null,
      settled_by: null,
    })
    .execute()
}

/** The run of an incident that is still open. */
export async function openIncident(db: Db, id: string): Promise<{ run: string | null } | undefined> {
  return db.selectFrom('incident').select('run').where('id', '=', id).where('settled_at', 'is', null).executeTakeFirst()
}

/** Settles an incident. */
export async function settleIncident(db: Db, id: string, by: string, at: number): Promise<void> {
  await db.updateTable('incident').set({ settled_at: at, settled_by: by }).where('id', '=', id).execute()
}

/** Keeps a message that no journey claimed, for people to see. */
export async function addUnclaimed(
  db: Db,
  row: { id: string; customer: string; conversation: string; at: number; channel: string; text: string },
): Promise<void> {
  await db
    .insertInto('unclaimed')
    .values({ ...row, settled_at: null, settled_by: null })
    .execute()
}
