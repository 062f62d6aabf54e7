import type { JsonObject, RecordRecall } from '#sdk'
import { profileOf } from '#store/customers'
import { factsOf } from '#store/facts'
import type { Db } from '#store/open'

/** Looks a customer up in the record: what was asked for, and nothing else. */
export async function recallRecord(
  db: Db,
  effect: RecordRecall,
  about: { customer: string; conversation: string; run: string },
): Promise<JsonObject> {
  const { customer, conversation, run } = about
  const result: JsonObject = {}
  if (effect.what.includes('profile')) result.profile = await profileOf(db, customer)
  if (effect.what.includes('facts')) {
    const facts = { ...(await factsOf(db, customer)), ...(await factsOf(db, conversation)) }
    result.facts = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, { ...fact }]))
  }
  if (effect.what.includes('history')) result.history = await history(db, customer)
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

async function history(db: Db, customer: string): Promise<JsonObject[]> {
  const rows = await db
    .selectFrom('interaction')
    .innerJoin('conversation', 'conversation.id', 'interaction.conversation')
    .select(['interaction.channel', 'interaction.started_at', 'interaction.disposition', 'interaction.summary'])
    .where('conversation.customer', '=', customer)
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
