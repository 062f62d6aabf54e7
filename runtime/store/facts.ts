import type { Fact } from '#sdk'
import type { Db } from './open.ts'
import { statement } from './statement.ts'

/** Facts kept for an owner: a conversation or a customer. */
export async function factsOf(db: Db, owner: string): Promise<Record<string, Fact>> {
  const rows = await ofOwner.all(db, { owner })
  return Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.json) as Fact]))
}

const ofOwner = statement<{ owner: string }, { name: string; json: string }>((db, { owner }) =>
  db.selectFrom('fact').select(['name', 'json']).where('owner', '=', owner),
)

/** Keeps a fact for an owner, in place of what was known before. */
export async function keepFact(db: Db, owner: string, name: string, fact: Fact): Promise<void> {
  await keeping.run(db, { owner, name, json: JSON.stringify(fact) })
}

const keeping = statement<{ owner: string; name: string; json: string }>((db, { owner, name, json }) =>
  db
    .insertInto('fact')
    .values({ owner, name, json })
    .onConflict((conflict) => conflict.columns(['owner', 'name']).doUpdateSet({ json })),
)

/** Forgets a fact of an owner. */
export async function forgetFact(db: Db, owner: string, name: string): Promise<void> {
  await db.deleteFrom('fact').where('owner', '=', owner).where('name', '=', name).execute()
}
