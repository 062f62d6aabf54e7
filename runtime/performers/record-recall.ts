import type { JsonObject, RecordRecall } from '#sdk'
import { profileOf, sameCustomer } from '#store/customers'
import { knownFacts } from '#store/known-facts'
import type { Db } from '#store/open'

/** Looks a customer up in the record: what was asked for, and nothing else. */
export async function recallRecord(
  db: Db,
  effect: RecordRecall,
  about: { customer: string; conversation: string; run: string },
): Promise<JsonObject> {
  const { customer, conversation, run } = about
  const result: JsonObject = {}
  // Whoever only says who they are is told nothing that was not said in this very conversation.
  const proved = await isProved(db, customer)
  if (effect.what.includes('profile')) result.profile = proved ? await profileOf(db, customer) : {}
  if (effect.what.includes('facts')) {
    const facts = await knownFacts(db, { customer, conversation, proof: proved ? 'proved' : 'claimed' })
    result.facts = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, { ...fact }]))
  }
  if (effect.what.includes('history')) result.history = proved ? await history(db, customer) : []
  if (effect.what.includes('open_runs')) {
    const runs = await db
      .selectFrom('run')
      .select(['id', 'journey', 'since'])
      .where('customer', '=', customer)
      .where('status', '=', 'active')
      .where('id', '!=', run)
      .execute()
    result.open_runs = runs.map(({ id, journey, since }) => ({ id, journey, since }))
  }
  return result
}

/** Whether the customer's last word, on whichever address, came over a channel that proves who they are. */
async function isProved(db: Db, customer: string): Promise<boolean> {
  const last = await db
    .selectFrom('timeline')
    .select('json')
    .where('customer', '=', customer)
    .where('id', 'like', 'in:%')
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  return last?.json ? (JSON.parse(last.json) as { proof?: string }).proof === 'proved' : false
}

async function history(db: Db, customer: string): Promise<JsonObject[]> {
  const rows = await db
    .selectFrom('interaction')
    .innerJoin('conversation', 'conversation.id', 'interaction.conversation')
    .select(['interaction.channel', 'interaction.started_at', 'interaction.disposition', 'interaction.summary'])
    .where('conversation.customer', 'in', sameCustomer(db, customer))
    .orderBy('interaction.started_at', 'desc')
    .limit(20)
    .execute()
  return rows.map(({ channel, started_at, disposition, summary }) => ({
    channel,
    at: started_at,
    disposition,
    summary,
  }))
}
