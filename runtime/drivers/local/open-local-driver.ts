import { CompiledQuery } from 'kysely'
import type { AnyNodeType, JourneyEvent } from '#sdk'
import { addArrival, addIncident, openIncident, setAsideFor, settleArrival, settleIncident } from '#store/arrivals'
import type { Db, Store } from '#store/open'
import { effectById, heldBackOf, settleEffect, voiceEffects } from '#store/outbox'
import { liveRunsOf, type RunRow, runById, setRunStatus } from '#store/runs'
import { type DueTimer, dueTimers, nextDue, takeTimer } from '#store/timers'
import type { Arrival, Change, Driver, Ingested } from '../driver.ts'
import type { Performers } from '../performers.ts'
import { agentElsewhere } from './commit.ts'
import { endRun } from './end-run.ts'
import { keepLiveSnapshots } from './live-snapshots.ts'
import { keepPerforming, recoverInterrupted } from './perform.ts'
import { keepPlans, type UnclaimedRelease } from './plans.ts'
import { leaveToPeople, park, putOnRecord, settle, stepRun, type TakingIn, TurnFailed, takeIn } from './take-in.ts'

/** What a local driver is made of. Time and ids are arguments, so that a test can hold them. */
export interface LocalDriverParts {
  store: Store
  nodes: readonly AnyNodeType[]
  performers: Performers
  /** The release for messages on this channel that no journey claims, if they can be answered there. */
  unclaimed?: (channel: string) => UnclaimedRelease | undefined
  now: () => number
  newId: () => string
  log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

const mostInBatch = 256
const mostLive = 20_000
const timersAtOnce = 200
const longestSleepMs = 30_000
const checkpointEveryMs = 10_000

const savepoint = CompiledQuery.raw('savepoint event')
const release = CompiledQuery.raw('release event')
const rollBack = CompiledQuery.raw('rollback to event')

/**
 * The embedded driver. Events queue up, and whatever waits is committed as one transaction: a group of turns costs
 * one fsync. Each event stands in a savepoint of its own, so that a bad one is set aside and its batch goes on.
 */
export async function openLocalDriver({
  store,
  nodes,
  performers,
  unclaimed = () => undefined,
  now,
  newId,
  log,
}: LocalDriverParts): Promise<Driver> {
  const { db } = store
  const listeners = new Set<(change: Change) => void>()
  const live = keepLiveSnapshots(mostLive)
  const plans = keepPlans(nodes, unclaimed)
  const queue: Work[] = []
  let changes: Change[] = []
  let flushing: Promise<void> | undefined
  let trusted = true
  let stopping = false
  let stopped = false
  let timerAlarm: NodeJS.Timeout | undefined
  const takingIn: TakingIn = { plans, live, newId, changed: (change) => changes.push(change) }

  const tell = () => {
    const told = changes
    changes = []
    for (const change of told) for (const listener of listeners) listener(change)
  }

  function enqueue<T>(work: (tx: Db, at: number) => Promise<T>): Promise<T> {
    if (!trusted || stopped) return Promise.reject(new Error('The store is not taking events in.'))
    return new Promise<T>((resolve, reject) => {
      queue.push({ work, resolve: resolve as (value: unknown) => void, reject })
      flushing ??= new Promise<void>((done) => setImmediate(() => done(flushAll())))
    })
  }

  const performer = keepPerforming({
    db,
    write: (work) => enqueue((tx) => work(tx)),
    performers,
    now,
    deliver: ingest,
    changed: (change) => {
      changes.push(change)
      tell()
    },
    log,
  })

  async function flushAll() {
    while (queue.length > 0 && trusted) await flush(queue.splice(0, mostInBatch))
    flushing = undefined
    tell()
    performer.wake()
    void setTimerAlarm().catch(failed)
  }

  async function flush(batch: Work[]) {
    const settled: (() => void)[] = []
    try {
      await db.transaction().execute(async (tx) => {
        for (const { work, resolve, reject } of batch) {
          await tx.executeQuery(savepoint)
          try {
            const result = await work(tx, now())
            settled.push(() => resolve(result))
            await tx.executeQuery(release)
          } catch (error) {
            await tx.executeQuery(rollBack)
            await tx.executeQuery(release)
            if (isDisk(error)) throw error
            settled.push(() => reject(error))
          }
        }
      })
    } catch (error) {
      live.forget()
      changes = []
      if (isDisk(error)) {
        trusted = false
        log.error(
          { reason: reasonOf(error) },
          'The disk failed. No more events are taken in; free space or repair the disk, then start again.',
        )
      }
      for (const { reject } of batch) reject(error)
      return
    }
    for (const settle of settled) settle()
  }

  /**
   * A turn that threw is set aside with everything needed to try it again, and stands on the record all the same; other
   * runs are not touched by it.
   */
  async function setAside(tx: Db, arrival: Arrival, failed: TurnFailed, at: number): Promise<Ingested> {
    log.warn(
      { key: arrival.dedupeKey, run: failed.run, reason: failed.message },
      'An event was set aside: its turn failed.',
    )
    const known = await putOnRecord(tx, arrival, at, takingIn)
    const event = known?.event ?? failed.event
    const why = { code: 'turn.failed', node: null, message: failed.message }
    const run = failed.run === '' ? null : failed.run
    if (run) await park(tx, run, event, why, at, takingIn)
    else {
      await addIncident(tx, { id: newId(), run: null, at, ...why, event })
      // There is no run to try it again with, so somebody has to read it.
      if (known)
        await leaveToPeople(
          tx,
          event,
          { customer: known.who.customer.id, conversation: known.who.conversation },
          takingIn,
        )
    }
    const row = {
      key: arrival.dedupeKey,
      at,
      channel: arrival.channel,
      status: 'set_aside' as const,
      run,
      route: 'turn_failed',
      answer: null,
      event,
      error: failed.message,
    }
    await addArrival(tx, row)
    return { status: 'set_aside', route: 'turn_failed', ...(run ? { run } : {}) }
  }

  function ingest(arrival: Arrival): Promise<Ingested> {
    return enqueue((tx, at) => takeIn(tx, arrival, at, takingIn)).catch((error: unknown) => {
      if (!(error instanceof TurnFailed)) throw error
      return enqueue((tx, at) => setAside(tx, arrival, error, at))
    })
  }

  async function fire(timer: DueTimer) {
    try {
      await enqueue(async (tx, at) => {
        const run = await runById(tx, timer.run)
        if (run?.status !== 'active') return
        const event = await takeTimer(tx, timer)
        if (!event || (await applyTo(tx, run.id, event, 'timer', at)) === 'accepted') return
        // The run was parked over it, and would never wake again if it were gone.
        await addArrival(tx, {
          key: `timer:${timer.run}:${timer.id}:${timer.turn}`,
          at,
          channel: 'webhook',
          status: 'set_aside',
          run: run.id,
          route: 'timer',
          answer: null,
          event,
          error: null,
        })
      })
    } catch (error) {
      if (!(error instanceof TurnFailed)) throw error
      const why = { code: 'turn.failed', node: null, message: error.message }
      await enqueue((tx, at) => park(tx, timer.run, error.event, why, at, takingIn))
    }
  }

  async function applyTo(tx: Db, id: string, event: JourneyEvent, why: string, at: number) {
    const run = await runById(tx, id)
    if (run?.status !== 'active') return 'over' as const
    const stepped = await stepRun(tx, run, event, takingIn)
    const elsewhere = agentElsewhere(await liveRunsOf(tx, run.customer), id)
    const subject = { ...run, cameIn: undefined, elsewhere, turn: run.turn + 1 }
    return settle(tx, subject, stepped.plan, event, stepped.turn, why, at, takingIn)
  }

  /**
   * Tries again what was set aside for a run, in the order it came. Where it stops once more, the rest stays set aside;
   * what the customer said to a run that has ended meanwhile is left to people.
   */
  async function tryAgain(tx: Db, run: RunRow, at: number) {
    await setRunStatus(tx, run.id, 'active')
    for (const { key, event } of await setAsideFor(tx, run.id)) {
      try {
        const became = await applyTo(tx, run.id, event, 'retried', at)
        if (became === 'set_aside') return
        if (became === 'over') await leaveToPeople(tx, event, run, takingIn)
      } catch (error) {
        if (!(error instanceof TurnFailed)) throw error
        await park(tx, run.id, event, { code: 'turn.failed', node: null, message: error.message }, at, takingIn)
        return
      }
      await settleArrival(tx, key)
    }
  }

  /** Gives a run up: what was said to it meanwhile is left to people, and what it still wanted to say is not said. */
  async function giveUp(tx: Db, run: RunRow, by: string, at: number) {
    await setRunStatus(tx, run.id, 'discarded')
    live.drop(run.id)
    for (const id of await heldBackOf(tx, run.id))
      await settleEffect(tx, id, { status: 'discarded', at, error: 'The journey was given up.' })
    await endRun(tx, run, { text: `Journey given up by ${by}`, why: 'The journey was given up' }, at)
    for (const { key, event } of await setAsideFor(tx, run.id)) {
      await leaveToPeople(tx, event, run, takingIn)
      await settleArrival(tx, key)
    }
    takingIn.changed({ about: 'run', id: run.id, customer: run.customer, conversation: run.conversation })
    takingIn.changed({ about: 'handoff', id: run.id, conversation: run.conversation })
  }

  async function fireDue() {
    for (;;) {
      const due = await dueTimers(db, now(), timersAtOnce)
      if (due.length === 0 || stopping || !trusted) break
      await Promise.all(due.map(fire))
    }
    await setTimerAlarm()
  }

  async function setTimerAlarm() {
    if (stopping) return
    const due = await nextDue(db)
    clearTimeout(timerAlarm)
    if (due === null || stopping) return
    timerAlarm = setTimeout(() => void fireDue().catch(failed), Math.max(1, Math.min(longestSleepMs, due - now())))
  }

  function failed(error: unknown) {
    if (!stopped) log.error({ reason: reasonOf(error) }, 'The driver could not go on with its work.')
  }

  const inDoubt = await recoverInterrupted({ db, performers, now, changed: takingIn.changed })
  if (inDoubt > 0)
    log.warn({ effects: inDoubt }, 'Messages were going out when the server stopped; look at “in doubt” on the desk.')
  const checkpoints = setInterval(() => {
    try {
      store.checkpoint()
    } catch (error) {
      trusted = false
      failed(error)
    }
  }, checkpointEveryMs)
  checkpoints.unref()
  void fireDue().catch(failed)
  performer.wake()

  return {
    ingest,
    retry: (incident, by) =>
      enqueue(async (tx, at) => {
        const found = await openIncident(tx, incident)
        if (!found) return 'unknown' as const
        await settleIncident(tx, incident, by, at)
        takingIn.changed({ about: 'incident', id: incident })
        const run = found.run ? await runById(tx, found.run) : undefined
        if (run?.status === 'parked') await tryAgain(tx, run, at)
        return 'retried' as const
      }),
    discard: (incident, by) =>
      enqueue(async (tx, at) => {
        const found = await openIncident(tx, incident)
        if (!found) return 'unknown' as const
        await settleIncident(tx, incident, by, at)
        takingIn.changed({ about: 'incident', id: incident })
        const run = found.run ? await runById(tx, found.run) : undefined
        if (run?.status === 'parked') await giveUp(tx, run, by, at)
        return 'discarded' as const
      }),
    decide: (effect, decision, by) =>
      enqueue(async (tx, at) => {
        const row = await effectById(tx, effect)
        if (row?.status !== 'in_doubt') return 'unknown' as const
        const status = { send_again: 'pending', went_out: 'sent', give_up: 'discarded' } as const
        await settleEffect(tx, effect, {
          status: status[decision],
          at,
          error: `Decided by ${by}: ${decision.replace('_', ' ')}`,
        })
        takingIn.changed({ about: 'outbox', id: effect })
        return 'decided' as const
      }),
    takeVoice: async (interaction) =>
      (await voiceEffects(db, interaction)).map(({ id, type, json }) => ({ id, type, json })),
    spoken: (effects) =>
      enqueue(async (tx, at) => {
        for (const id of effects) await settleEffect(tx, id, { status: 'sent', at })
      }),
    released: () => plans.changed(),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    ready: () => trusted && !stopping,
    async stop() {
      stopping = true
      clearInterval(checkpoints)
      clearTimeout(timerAlarm)
      await performer.stop()
      await flushing
      stopped = true
    },
  }
}

interface Work {
  work: (tx: Db, at: number) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** Errors after which nothing this process writes can be trusted. */
function isDisk(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code ?? '')
  return code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_CORRUPT')
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
