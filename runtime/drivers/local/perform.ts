import type { Effect } from '#sdk'
import { rememberMessage } from '#store/conversations'
import type { Db } from '#store/open'
import {
  effectById,
  interruptedEffects,
  laneOf,
  markSending,
  nextAttempt,
  type OutboxRow,
  readyEffects,
  settleEffect,
} from '#store/outbox'
import type { Arrival, Change } from '../driver.ts'
import type { Performed, Performers } from '../performers.ts'

/** What carrying effects out needs from its driver. */
export interface Performing {
  db: Db
  performers: Performers
  now: () => number
  /** Writes in a transaction that other work shares, so that many effects cost one fsync. */
  write: <T>(work: (tx: Db) => Promise<T>) => Promise<T>
  /** Gives an effect's result back to its run. */
  deliver: (arrival: Arrival) => Promise<unknown>
  changed: (change: Change) => void
  log: { warn(fields: object, message: string): void }
}

const mostInLane = 32
const mostRead = 256
const mostAttempts = 8
const longestPauseMs = 5 * 60_000
const longestSleepMs = 30_000
const pauseAfterErrorMs = 1000

/** Carries effects out as they become ready, until it is stopped. */
export interface Performer {
  /** Looks for what is ready now. */
  wake(): void
  /** Starts nothing more, and waits for what is going out. */
  stop(): Promise<void>
}

/**
 * Messages to one customer go one after another; everything else goes side by side. Each channel has its own places, so
 * that a slow one holds up nobody else.
 */
export function keepPerforming(by: Performing): Performer {
  const { db, now } = by
  const goingOut = new Map<string, { lane: string; done: Promise<void> }>()
  let looking: Promise<void> | undefined
  let again = false
  let stopped = false
  let alarm: NodeJS.Timeout | undefined

  const inLane = (lane: string) => [...goingOut.values()].filter((each) => each.lane === lane).length
  const fullLanes = () =>
    [...new Set([...goingOut.values()].map((each) => each.lane))].filter((lane) => inLane(lane) >= mostInLane)

  function start(row: OutboxRow) {
    const done = performOne(by, row)
      .then(
        () => 0,
        (error: unknown) => {
          by.log.warn({ effect: row.id, reason: String(error) }, 'An effect could not be carried out.')
          return pauseAfterErrorMs
        },
      )
      .then((pause) => {
        goingOut.delete(row.id)
        if (pause > 0) sleep(pause)
        else wake()
      })
    goingOut.set(row.id, { lane: laneOf(row), done })
  }

  async function look() {
    do {
      again = false
      const ready = await readyEffects(db, now(), mostRead, fullLanes())
      if (stopped) return
      for (const row of ready) if (!goingOut.has(row.id) && inLane(laneOf(row)) < mostInLane) start(row)
      // What found its lane full may hide others behind it; they are looked for without that lane.
      again ||= ready.some((row) => !goingOut.has(row.id))
      const next = ready.length > 0 ? null : await nextAttempt(db, fullLanes())
      if (next !== null) sleep(next - now())
    } while (again && !stopped)
  }

  function sleep(ms: number) {
    clearTimeout(alarm)
    if (!stopped) alarm = setTimeout(wake, Math.max(1, Math.min(longestSleepMs, ms)))
  }

  function wake() {
    if (stopped) return
    again = true
    looking ??= look()
      .catch((error: unknown) => {
        by.log.warn({ reason: String(error) }, 'The outbox could not be read.')
        sleep(pauseAfterErrorMs)
      })
      .finally(() => {
        looking = undefined
      })
  }

  return {
    wake,
    async stop() {
      stopped = true
      clearTimeout(alarm)
      await looking
      await Promise.all([...goingOut.values()].map((each) => each.done))
    },
  }
}

/**
 * What was going out when the process died: repeated where the other side drops repeats, otherwise in doubt for a
 * person to decide. Never resent silently.
 */
export async function recoverInterrupted({
  db,
  performers,
  now,
  changed,
}: Pick<Performing, 'db' | 'performers' | 'now' | 'changed'>): Promise<number> {
  const rows = await interruptedEffects(db)
  for (const row of rows) {
    const effect = JSON.parse(row.json) as Effect
    const repeatable = performers.classOf(effect) === 'keyed'
    const error = 'The server stopped while this was being sent.'
    await settleEffect(
      db,
      row.id,
      repeatable ? { status: 'pending', at: now() } : { status: 'in_doubt', at: now(), error },
    )
    changed({ about: 'outbox', id: row.id })
  }
  return rows.length
}

async function performOne(by: Performing, row: OutboxRow): Promise<void> {
  const { db, performers, now, changed } = by
  const effect = JSON.parse(row.json) as Effect
  if (!(await by.write((tx) => markSending(tx, row.id)))) return
  let performed: Performed
  try {
    performed = await performers.perform(effect, {
      key: row.id,
      customer: row.customer,
      conversation: row.conversation,
      interaction: row.interaction,
      run: row.run,
      db,
    })
  } catch (error) {
    by.log.warn({ effect: row.id, type: row.type }, 'A performer threw; whether it went out is not known.')
    performed = { status: 'in_doubt', reason: error instanceof Error ? error.message : 'It stopped unexpectedly.' }
  }
  const at = now()
  const settled = await by.write((tx) => settle(tx, row, performed, at))
  changed({ about: 'outbox', id: row.id, customer: row.customer, conversation: row.conversation })
  if (settled) await giveBack(by, row, effect, performed, at)
}

async function settle(db: Db, row: OutboxRow, performed: Performed, at: number): Promise<boolean> {
  const reference = performed.status === 'sent' ? performed.reference : undefined
  // An answer to this message will name it.
  if (reference && row.channel && row.interaction) await rememberMessage(db, row.channel, reference, row.interaction)
  // The provider's own report may have come first, and knows better.
  if ((await effectById(db, row.id))?.status !== 'sending') return false
  if (performed.status === 'sent' || performed.status === 'done') {
    await settleEffect(db, row.id, { status: 'sent', at, reference })
    return true
  }
  if (performed.status === 'in_doubt') {
    await settleEffect(db, row.id, { status: 'in_doubt', at, error: performed.reason })
    return true
  }
  if (performed.status === 'not_sent' && row.attempts + 1 < mostAttempts) {
    const pause = Math.min(longestPauseMs, 1000 * 2 ** row.attempts)
    await settleEffect(db, row.id, { status: 'pending', at, nextAt: at + pause, error: performed.message })
    return false
  }
  await settleEffect(db, row.id, { status: 'failed', at, error: performed.message })
  return true
}

/** Results go back to the node that asked, under the visit it asked at; failures of messages to the run. */
async function giveBack(
  { deliver }: Performing,
  row: OutboxRow,
  effect: Effect,
  performed: Performed,
  at: number,
): Promise<void> {
  const as = 'as' in effect ? effect.as : undefined
  const channel = 'webhook' as const
  const explicit = { run: row.run }
  if (as !== undefined) {
    const about = { visit: row.visit, effect: as, at }
    const event =
      performed.status === 'done'
        ? { type: `${row.node}.${as}.done`, ...about, result: performed.result }
        : {
            type: `${row.node}.${as}.failed`,
            ...about,
            error: { code: codeOf(performed), message: messageOf(performed) },
          }
    await deliver({ dedupeKey: `effect:${row.id}`, event, channel, explicit })
  } else if (effect.type === 'message.send' && performed.status === 'failed') {
    await deliver({
      dedupeKey: `effect:${row.id}`,
      event: { type: 'message.failed', channel: effect.channel ?? 'webhook', reason: performed.message, at },
      channel,
      explicit,
    })
  }
}

function codeOf(performed: Performed): string {
  if (performed.status === 'in_doubt') return 'effect.in_doubt'
  return 'code' in performed ? performed.code : 'effect.failed'
}

function messageOf(performed: Performed): string {
  if (performed.status === 'in_doubt') return performed.reason
  return 'message' in performed ? performed.message : 'It brought no result.'
}
