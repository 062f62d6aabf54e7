import type { Db } from './open.ts'
import { settleEffect } from './outbox.ts'

/** How far a message, or one part of it, is known to have come. It only ever moves forward, in this order. */
export type DeliveryState = 'sent' | 'delivered' | 'failed'

/** What a provider says about a message we sent, or about one part of a long one. */
export interface Delivery {
  effect: string
  /** The provider's own id of it. */
  reference: string
  state: DeliveryState
  reason?: string
  /** Which part it is about, of how many. A message in one piece is one of one. */
  part: number
  of: number
}

/** The numbers of those parts of a message that the provider has. */
export async function partsOut(db: Db, effect: string): Promise<Set<number>> {
  const rows = await db
    .selectFrom('arrival')
    .select('key')
    // Between this effect's first and last possible part; `;` follows `:`.
    .where('key', '>', partKey(effect, ''))
    .where('key', '<', `delivery:${effect};`)
    .execute()
  return new Set(rows.map(({ key }) => Number(key.slice(partKey(effect, '').length))))
}

/** Keeps that a part of a message went out. What is known better already stays. */
export async function keepPart(
  db: Db,
  { effect, part, reference = null }: { effect: string; part: number; reference?: string | null },
  at: number,
): Promise<void> {
  const known = { at, channel: 'sms', status: 'accepted' as const, run: null, route: 'sent', event: null, error: null }
  await db
    .insertInto('arrival')
    .values({ ...known, key: partKey(effect, part), answer: reference })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ answer: reference }).where('arrival.route', '=', 'sent'),
    )
    .execute()
}

/**
 * Notes what a provider says about a message, and answers what is held of it now. Reports come in any order and more
 * than once: what was delivered or failed stays so. A message that was in doubt is settled once all of it is accounted
 * for, and has failed as soon as one part of it has.
 */
export async function noteDelivery(db: Db, delivery: Delivery, at: number): Promise<DeliveryState | 'unknown'> {
  return db.transaction().execute(async (tx) => {
    const { effect, part, of, reference, reason } = delivery
    const message = await tx
      .selectFrom('outbox')
      .select(['status', 'reference', 'channel'])
      .where('id', '=', effect)
      .where('status', '!=', 'discarded')
      .executeTakeFirst()
    if (!message) return 'unknown'
    const state = await moveForward(tx, delivery, message.channel ?? '', of === 1 ? message.reference : null, at)
    if (message.status === 'failed') return state
    if (state === 'failed')
      await settleEffect(tx, effect, { status: 'failed', at, ...(reason === undefined ? {} : { error: reason }) })
    else {
      const out = await partsOut(tx, effect)
      const first = part === 1 ? { reference } : {}
      if (out.size >= of && message.status !== 'sent') await settleEffect(tx, effect, { status: 'sent', at, ...first })
    }
    return state
  })
}

/** Moves what is known of one part forward, never back. `other` is the copy that took this one's place, if any did. */
async function moveForward(
  db: Db,
  { effect, part, reference, state }: Delivery,
  channel: string,
  other: string | null,
  at: number,
) {
  const key = partKey(effect, part)
  const before = await db.selectFrom('arrival').select(['route', 'answer']).where('key', '=', key).executeTakeFirst()
  const latest = before?.answer ?? other
  // A person had it sent again: that the first copy failed says nothing about the second.
  if (state === 'failed' && latest !== null && latest !== reference) return (before?.route ?? 'sent') as DeliveryState
  if (before && (state === 'sent' || before.route !== 'sent')) return before.route as DeliveryState
  const known = { at, route: state, answer: reference }
  await db
    .insertInto('arrival')
    .values({ key, channel, status: 'accepted', run: null, event: null, error: null, ...known })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(known))
    .execute()
  return state
}

/** Under which name it is kept among what came in. */
function partKey(effect: string, part: number | ''): string {
  return `delivery:${effect}:${part}`
}
