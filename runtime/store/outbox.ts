import type { Effect } from '#sdk'
import type { Db } from './open.ts'
import type { Database } from './schema.ts'
import { statement } from './statement.ts'

/** An effect waiting to be carried out, or already settled. */
export interface OutboxRow {
  id: string
  run: string
  node: string
  visit: number
  customer: string
  conversation: string
  interaction: string | null
  type: string
  channel: string | null
  json: string
  status: 'pending' | 'held' | 'sending' | 'sent' | 'failed' | 'in_doubt' | 'discarded'
  attempts: number
}

const columns = [
  'id',
  'run',
  'node',
  'visit',
  'customer',
  'conversation',
  'interaction',
  'type',
  'channel',
  'json',
  'status',
  'attempts',
] as const

/** Puts an effect into the outbox. */
export async function addToOutbox(
  db: Db,
  row: Omit<OutboxRow, 'json' | 'attempts'> & { effect: Effect; at: number },
): Promise<void> {
  const { effect, at, ...rest } = row
  await insertion.run(db, { ...rest, json: JSON.stringify(effect), at })
}

const insertion = statement<Omit<OutboxRow, 'attempts'> & { at: number }>((db, value) =>
  db.insertInto('outbox').values({
    id: value.id,
    run: value.run,
    node: value.node,
    visit: value.visit,
    customer: value.customer,
    conversation: value.conversation,
    interaction: value.interaction,
    type: value.type,
    channel: value.channel,
    json: value.json,
    status: value.status,
    attempts: 0,
    next_at: value.at,
    created_at: value.at,
    done_at: null,
    reference: null,
    error: null,
  }),
)

/** The way an effect goes out: its channel, or its type where it has none. Each has its own number of places. */
export function laneOf({ channel, type }: Pick<OutboxRow, 'channel' | 'type'>): string {
  return channel ?? type
}

/** Effects ready to go, oldest first, without those of lanes that are full. */
export async function readyEffects(db: Db, now: number, limit: number, full: readonly string[]): Promise<OutboxRow[]> {
  return whoseTurnItIs(db, full).select(columns).where('next_at', '<=', now).orderBy('seq').limit(limit).execute()
}

/** When the next postponed effect may be tried. */
export async function nextAttempt(db: Db, full: readonly string[]): Promise<number | null> {
  const row = await whoseTurnItIs(db, full)
    .select((select) => select.fn.min('next_at').as('next'))
    .executeTakeFirst()
  return row?.next ?? null
}

/**
 * Pending effects that nothing goes before. A message waits for an earlier one to the same customer, also while that
 * one is postponed; what a call is to say waits until the call asks for it.
 */
function whoseTurnItIs(db: Db, full: readonly string[]) {
  return db
    .selectFrom('outbox')
    .where('status', '=', 'pending')
    .where((where) => where(where.fn.coalesce('channel', 'type'), 'not in', ['voice', ...full]))
    .where((where) =>
      where.or([
        where('type', '!=', 'message.send'),
        where.not(
          where.exists(
            where
              .selectFrom('outbox as earlier')
              .select('earlier.seq')
              .whereRef('earlier.customer', '=', 'outbox.customer')
              .where('earlier.status', 'in', ['pending', 'sending'])
              .whereRef('earlier.seq', '<', 'outbox.seq')
              .where('earlier.type', '=', 'message.send')
              .where('earlier.channel', '!=', 'voice'),
          ),
        ),
      ]),
    )
}

/** One effect by its id. */
export async function effectById(db: Db, id: string): Promise<OutboxRow | undefined> {
  return byId.first(db, { id })
}

const byId = statement<{ id: string }, OutboxRow>((db, { id }) =>
  db.selectFrom('outbox').select(columns).where('id', '=', id),
)

/** What a call is to say next, in order. */
export async function voiceEffects(db: Db, interaction: string): Promise<OutboxRow[]> {
  return db
    .selectFrom('outbox')
    .select(columns)
    .where('interaction', '=', interaction)
    .where('channel', '=', 'voice')
    .where('status', '=', 'pending')
    .orderBy('seq')
    .execute()
}

/** What a call that is over was still to hear, said or held back. */
export async function unsaidIn(db: Db, interaction: string): Promise<string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select('id')
    .where('interaction', '=', interaction)
    .where('channel', '=', 'voice')
    .where('status', 'in', ['pending', 'held'])
    .execute()
  return rows.map(({ id }) => id)
}

/** What nobody on the line hears any more was not said, and whoever reads the timeline sees that. */
export async function leaveUnsaid(db: Db, id: string, at: number): Promise<void> {
  await settleEffect(db, id, { status: 'failed', at, error: 'The call was over before this could be said.' })
}

/** Notes that an effect is going out now; answers false when it is no longer to go. */
export async function markSending(db: Db, id: string): Promise<boolean> {
  return (await marking.first(db, { id })) !== undefined
}

const marking = statement<{ id: string }, { id: string }>((db, { id }) =>
  db
    .updateTable('outbox')
    .set((set) => ({ status: 'sending', attempts: set('attempts', '+', 1) }))
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .returning('id'),
)

/** Settles an effect, on the customer's timeline too. */
export async function settleEffect(
  db: Db,
  id: string,
  result: {
    status: 'pending' | 'sent' | 'failed' | 'in_doubt' | 'discarded'
    at: number
    nextAt?: number
    reference?: string
    error?: string
  },
): Promise<void> {
  const { status, at, nextAt = at, reference = null, error = null } = result
  const doneAt = status === 'pending' ? null : at
  await settling.run(db, { id, status, nextAt, doneAt, reference, error })
  await showing.run(db, { id, state: status })
}

type Settled = Pick<Database['outbox'], 'id' | 'status' | 'reference' | 'error'>
const settling = statement<Settled & { nextAt: number; doneAt: number | null }>((db, value) =>
  db
    .updateTable('outbox')
    .set((set) => ({
      status: value.status,
      next_at: value.nextAt,
      done_at: value.doneAt,
      reference: set.fn.coalesce(set.val(value.reference), 'reference'),
      error: set.fn.coalesce(set.val(value.error), 'error'),
    }))
    .where('id', '=', value.id),
)

const showing = statement<{ id: string; state: string }>((db, { id, state }) =>
  db.updateTable('timeline').set({ state }).where('id', '=', id),
)

/** Lets the messages go that were held while an agent had the customer. They take their place at the end of the timeline. */
export async function releaseHeld(db: Db, customer: string): Promise<void> {
  const held = await db
    .selectFrom('outbox')
    .select('id')
    .where('customer', '=', customer)
    .where('status', '=', 'held')
    .orderBy('seq')
    .execute()
  for (const { id } of held) {
    const { last } = await db
      .selectFrom('timeline')
      .select((select) => select.fn.max('seq').as('last'))
      .executeTakeFirstOrThrow()
    await db
      .updateTable('timeline')
      .set({ state: 'pending', seq: Number(last) + 1 })
      .where('id', '=', id)
      .execute()
    await db.updateTable('outbox').set({ status: 'pending' }).where('id', '=', id).execute()
  }
}

/** The messages of a run that are held back while an agent has the customer. */
export async function heldBackOf(db: Db, run: string): Promise<string[]> {
  const rows = await db.selectFrom('outbox').select('id').where('run', '=', run).where('status', '=', 'held').execute()
  return rows.map(({ id }) => id)
}

/** Effects that were going out when the process died. */
export async function interruptedEffects(db: Db): Promise<OutboxRow[]> {
  return db.selectFrom('outbox').select(columns).where('status', '=', 'sending').orderBy('seq').execute()
}
