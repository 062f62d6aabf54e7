import { audit } from './accounts.ts'
import { idsOf } from './customers.ts'
import { nowOf, together } from './merges.ts'
import type { Db } from './open.ts'

/** Two customers who may be one person, as they are now, and why somebody should look. */
export interface Suggestion {
  one: string
  other: string
  why: string
  at: number
}

/** What became of a suggestion. */
export type Suggested =
  | { ok: true }
  | { ok: false; code: 'customer.unknown' | 'customer.same' | 'suggestion.unknown' | 'suggestion.dismissed' }

/**
 * Suggests that two customers are one person, for somebody to decide. The same again changes nothing, and what somebody
 * has said no to is not asked about again.
 */
export function suggestMerge(
  db: Db,
  { one, other, why, at }: { one: string; other: string; why: string; at: number },
): Promise<Suggested> {
  return together(db, async (tx): Promise<Suggested> => {
    const between = await pairOf(tx, one, other)
    if (!between.ok) return between
    const known = await rowsBetween(tx, between)
    if (known.some((row) => row.dismissed_at !== null)) return { ok: false, code: 'suggestion.dismissed' }
    if (known.length > 0) return { ok: true }
    const row = { one: between.one, other: between.other, why, at, dismissed_at: null, dismissed_by: null }
    await tx.insertInto('merge_suggestion').values(row).execute()
    await audit(tx, { at, by: 'system', what: 'merge.suggested', about: `${row.one} ${row.other}` })
    return { ok: true }
  })
}

/** Notes that two customers are not one person: they are neither suggested again nor merged without somebody's word. */
export function dismissSuggestion(
  db: Db,
  { one, other, by, at }: { one: string; other: string; by: string; at: number },
): Promise<Suggested> {
  return settle(db, { one, other }, { by, at, dismissed: true })
}

/** Takes a dismissal back: the suggestion stands again. */
export function reopenSuggestion(
  db: Db,
  { one, other, by, at }: { one: string; other: string; by: string; at: number },
): Promise<Suggested> {
  return settle(db, { one, other }, { by, at, dismissed: false })
}

function settle(
  db: Db,
  { one, other }: { one: string; other: string },
  { by, at, dismissed }: { by: string; at: number; dismissed: boolean },
): Promise<Suggested> {
  return together(db, async (tx): Promise<Suggested> => {
    const between = await pairOf(tx, one, other)
    if (!between.ok) return between
    const known = await rowsBetween(tx, between)
    if (known.length === 0) return { ok: false, code: 'suggestion.unknown' }
    const change = known.filter((row) => (row.dismissed_at !== null) !== dismissed)
    for (const row of change) {
      await tx
        .updateTable('merge_suggestion')
        .set({ dismissed_at: dismissed ? at : null, dismissed_by: dismissed ? by : null })
        .where('one', '=', row.one)
        .where('other', '=', row.other)
        .execute()
    }
    const what = dismissed ? 'merge.dismissed' : 'merge.suggested'
    if (change.length > 0) await audit(tx, { at, by, what, about: `${between.one} ${between.other}` })
    return { ok: true }
  })
}

/** What is suggested and nobody has decided yet, the newest first; of one customer when named. */
export async function openSuggestions(db: Db, customer?: string): Promise<Suggestion[]> {
  const theirs = customer === undefined ? [] : await idsOf(db, customer)
  const rows = await db
    .selectFrom('merge_suggestion')
    .innerJoin('customer as first', 'first.id', 'merge_suggestion.one')
    .innerJoin('customer as second', 'second.id', 'merge_suggestion.other')
    .select(['why', 'at', 'dismissed_at'])
    .select(({ fn }) => [
      fn.coalesce('first.merged_into', 'first.id').as('one'),
      fn.coalesce('second.merged_into', 'second.id').as('other'),
    ])
    .$if(customer !== undefined, (query) =>
      query.where((where) => where.or([where('one', 'in', theirs), where('other', 'in', theirs)])),
    )
    .orderBy('at', 'desc')
    .orderBy('one')
    .orderBy('other')
    .execute()
  const pairs = new Map<string, typeof rows>()
  for (const row of rows.filter((each) => each.one !== each.other)) {
    const [one = '', other = ''] = [row.one, row.other].sort()
    const key = JSON.stringify([one, other])
    pairs.set(key, [...(pairs.get(key) ?? []), { ...row, one, other }])
  }
  return [...pairs.values()].flatMap((same) => {
    const [newest] = same
    if (!newest || same.some((row) => row.dismissed_at !== null)) return []
    const { one, other, why, at } = newest
    return [{ one, other, why, at }]
  })
}

/** Whether somebody has said that two customers are two people, by dismissing it or by separating them. */
export async function keptApart(db: Db, one: string, other: string): Promise<boolean> {
  const between = await pairOf(db, one, other)
  if (!between.ok) return false
  if ((await rowsBetween(db, between)).some((row) => row.dismissed_at !== null)) return true
  const [ones, others] = [await idsOf(db, one), await idsOf(db, other)]
  const separated = await db
    .selectFrom('merge')
    .select('seq')
    .where('undone_at', 'is not', null)
    .where((where) =>
      where.or([
        where.and([where('customer', 'in', ones), where('survivor', 'in', others)]),
        where.and([where('customer', 'in', others), where('survivor', 'in', ones)]),
      ]),
    )
    .executeTakeFirst()
  return separated !== undefined
}

type Pair = { ok: true; one: string; other: string }

/** Two customers as they are now, the smaller id first. */
async function pairOf(db: Db, one: string, other: string): Promise<Pair | Extract<Suggested, { ok: false }>> {
  const [first, second] = [await nowOf(db, one), await nowOf(db, other)]
  if (first === undefined || second === undefined) return { ok: false, code: 'customer.unknown' }
  if (first === second) return { ok: false, code: 'customer.same' }
  return first < second ? { ok: true, one: first, other: second } : { ok: true, one: second, other: first }
}

/** Every suggestion between two customers, whichever of their ids it was made under. */
async function rowsBetween(db: Db, { one, other }: Pair) {
  const [ones, others] = [await idsOf(db, one), await idsOf(db, other)]
  return db
    .selectFrom('merge_suggestion')
    .select(['one', 'other', 'dismissed_at'])
    .where((where) =>
      where.or([
        where.and([where('one', 'in', ones), where('other', 'in', others)]),
        where.and([where('one', 'in', others), where('other', 'in', ones)]),
      ]),
    )
    .execute()
}
