import type { TimerChange } from '#core'
import type { JourneyEvent } from '#sdk'
import type { Db } from './open.ts'
import type { Database } from './schema.ts'
import { statement } from './statement.ts'

/** A timer that is due. */
export interface DueTimer {
  run: string
  id: string
  turn: number
}

/** Sets and cancels what a turn decided. */
export async function changeTimers(db: Db, run: string, turn: number, changes: readonly TimerChange[]): Promise<void> {
  for (const change of changes) {
    if (change.due === null) {
      await cancelling.run(db, { run, id: change.id })
      continue
    }
    await setting.run(db, { run, id: change.id, turn, due: change.due, event: JSON.stringify(change.event) })
  }
}

const cancelling = statement<{ run: string; id: string }>((db, { run, id }) =>
  db.deleteFrom('timer').where('run', '=', run).where('id', '=', id),
)

const setting = statement<Database['timer']>((db, { run, id, turn, due, event }) =>
  db
    .insertInto('timer')
    .values({ run, id, turn, due, event })
    .onConflict((conflict) => conflict.columns(['run', 'id']).doUpdateSet({ turn, due, event })),
)

/** Takes a timer away and answers its event, unless it was cancelled or set anew since it was seen due. */
export async function takeTimer(db: Db, { run, id, turn }: DueTimer): Promise<JourneyEvent | undefined> {
  const row = await taking.first(db, { run, id, turn })
  return row && (JSON.parse(row.event) as JourneyEvent)
}

const taking = statement<DueTimer, { event: string }>((db, { run, id, turn }) =>
  db.deleteFrom('timer').where('run', '=', run).where('id', '=', id).where('turn', '=', turn).returning('event'),
)

/** Timers due by now, the earliest first. */
export async function dueTimers(db: Db, now: number, limit: number): Promise<DueTimer[]> {
  return db
    .selectFrom('timer')
    .innerJoin('run', 'run.id', 'timer.run')
    .select(['timer.run', 'timer.id', 'timer.turn'])
    .where('timer.due', '<=', now)
    .where('run.status', '=', 'active')
    .orderBy('timer.due')
    .limit(limit)
    .execute()
}

/** When the next timer of a run under way is due. */
export async function nextDue(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom('timer')
    .innerJoin('run', 'run.id', 'timer.run')
    .select('timer.due')
    .where('run.status', '=', 'active')
    .orderBy('timer.due')
    .limit(1)
    .executeTakeFirst()
  return row?.due ?? null
}

/** Cancels every timer of a run that is over. */
export async function cancelTimers(db: Db, run: string): Promise<void> {
  await db.deleteFrom('timer').where('run', '=', run).execute()
}
