import type { TimerChange } from '#core'
import type { JourneyEvent } from '#sdk'
import type { Db } from './open.ts'

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
      await db.deleteFrom('timer').where('run', '=', run).where('id', '=', change.id).execute()
      continue
    }
    const row = { turn, due: change.due, event: JSON.stringify(change.event) }
    await db
      .insertInto('timer')
      .values({ run, id: change.id, ...row })
      .onConflict((conflict) => conflict.columns(['run', 'id']).doUpdateSet(row))
      .execute()
  }
}

/** Takes a timer away and answers its event, unless it was cancelled or set anew since it was seen due. */
export async function takeTimer(db: Db, { run, id, turn }: DueTimer): Promise<JourneyEvent | undefined> {
  const row = await db
    .deleteFrom('timer')
    .where('run', '=', run)
    .where('id', '=', id)
    .where('turn', '=', turn)
    .returning('event')
    .executeTakeFirst()
  return row && (JSON.parse(row.event) as JourneyEvent)
}

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
