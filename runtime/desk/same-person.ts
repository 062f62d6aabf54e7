import { customerById, identitiesOf } from '#store/customers'
import { openSuggestions } from '#store/merge-suggestions'
import { mergesOf } from '#store/merges'
import type { Db } from '#store/open'

/** Who was merged into a customer, and who else they may be: with who said so, when and why. */
export async function samePerson(db: Db, customer: string) {
  const merged = await Promise.all(
    (await mergesOf(db, customer)).map(async ({ customer: id, why, by, at }) => {
      const own = await db.selectFrom('customer').select('name').where('id', '=', id).executeTakeFirst()
      const addresses = await db.selectFrom('identity').select('address').where('customer', '=', id).execute()
      const byItself = by === 'system'
      return {
        id,
        name: own?.name ?? null,
        addresses: addresses.map((each) => each.address),
        why,
        by: byItself ? null : by,
        at,
      }
    }),
  )
  const maybe = await Promise.all(
    (await openSuggestions(db, customer)).map(async ({ one, other, why, at }) => {
      const id = one === customer ? other : one
      const known = await customerById(db, id)
      const addresses = (await identitiesOf(db, id)).map((each) => each.address)
      return { id, name: known?.name ?? null, addresses, why, at }
    }),
  )
  return { merged, maybe }
}
