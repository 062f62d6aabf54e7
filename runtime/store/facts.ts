import type { Fact } from '#sdk'
import type { Db } from './open.ts'

/** Facts kept for an owner: a conversation or a customer. */
export async function factsOf(db: Db, owner: string): Promise<Record<string, Fact>> {
  const rows = await db.selectFrom('fact').select(['name', 'json']).where('owner', '=', owner).execute()
  return Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.json) as Fact]))
}

/** Keeps a fact for an owner, in place of what was known before. */
export async function keepFact(db: Db, owner: string, name: string, fact: Fact): Promise<void> {
  const json = JSON.stringify(fact)
  await db
    .insertInto('fact')
    .values({ owner, name, json })
    .onConflict((conflict) => conflict.columns(['owner', 'name']).doUpdateSet({ json }))
    .execute()
}
