import type { Effect } from '#sdk'
import { rememberMessage } from '#store/conversations'
import type { Db } from '#store/open'
import { interruptedEffects, markSending, nextAttempt, type OutboxRow, readyEffects, settleEffect } from '#store/outbox'
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

const atOnce = 64
const mostAttempts = 8
const longestPauseMs = 5 * 60_000

/** Carries out what is ready. Messages to one customer go one after another, those of different customers side by side. */
export async function performReady(by: Performing): Promise<{ again: boolean; nextAt: number | null }> {
  const { db, now } = by
  const ready = await readyEffects(db, now(), atOnce)
  if (ready.length === 0) return { again: false, nextAt: await nextAttempt(db) }
  const chains = new Map<string, OutboxRow[]>()
  for (const row of ready) chains.set(row.customer, [...(chains.get(row.customer) ?? []), row])
  await Promise.all([...chains.values()].map((chain) => performChain(by, chain)))
  return { again: true, nextAt: null }
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

async function performChain(by: Performing, chain: OutboxRow[]): Promise<void> {
  for (const row of chain) {
    const settled = await performOne(by, row)
    // The next message must not overtake one that is still to go out.
    if (!settled) return
  }
}

async function performOne(by: Performing, row: OutboxRow): Promise<boolean> {
  const { db, performers, now, changed } = by
  const effect = JSON.parse(row.json) as Effect
  await by.write((tx) => markSending(tx, row.id))
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
  await giveBack(by, row, effect, performed, at, settled)
  return settled
}

async function settle(db: Db, row: OutboxRow, performed: Performed, at: number): Promise<boolean> {
  const reference = performed.status === 'sent' ? performed.reference : undefined
  // An answer to this message will name it.
  if (reference && row.channel && row.interaction) await rememberMessage(db, row.channel, reference, row.interaction)
  if (performed.status === 'sent' || performed.status === 'done') {
    await settleEffect(db, row.id, {
      status: 'sent',
      at,
      reference,
    })
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
  settled: boolean,
): Promise<void> {
  if (!settled) return
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
            error: { code: 'code' in performed ? performed.code : 'effect.failed', message: messageOf(performed) },
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

function messageOf(performed: Performed): string {
  if (performed.status === 'in_doubt') return performed.reason
  return 'message' in performed ? performed.message : 'It brought no result.'
}
