import type { Fact } from '#sdk'
import { idsOf } from './customers.ts'
import { factsOf } from './facts.ts'
import type { Db } from './open.ts'

type Facts = Record<string, Fact>

/**
 * What is known at the start of a run. Whoever only claims to be the customer is told what was said in their own
 * conversation and nothing else. Whoever proved it knows all of the customer's, also by what was said under the ids
 * merged into theirs and in conversations that go on beside this one.
 */
export async function knownFacts(
  db: Db,
  { customer, conversation, proof }: { customer: string; conversation: string; proof: Fact['proof'] },
): Promise<Facts> {
  const said = await factsOf(db, conversation)
  if (proof === 'claimed') return said
  const ids = await idsOf(db, customer)
  if (ids.length < 2) return { ...(await factsOf(db, customer)), ...said }
  const beside = await db
    .selectFrom('conversation')
    .select('id')
    .where('customer', 'in', ids)
    .where('closed_at', 'is', null)
    .where('id', '!=', conversation)
    .execute()
  const all = (owners: readonly string[]) => Promise.all(owners.map((owner) => factsOf(db, owner)))
  return {
    ...newestOf(await all(ids)),
    ...newestOf(await all(beside.map((each) => each.id))),
    ...said,
  }
}

/** Each fact as it was last learned. */
function newestOf(several: readonly Facts[]): Facts {
  const all = several.flatMap((facts) => Object.entries(facts))
  return Object.fromEntries(all.sort(([, one], [, other]) => one.at - other.at))
}
