import { dropClaim, heldHandoffs } from '#desk/claim'
import { type Account, removeAccount as forget, listAccounts, signOutEverywhere } from '#store/accounts'
import type { Deps } from './deps.ts'

/** What came of removing somebody: who it was, and how many customers they had are offered to others again. */
export type RemovedAccount =
  | { ok: true; account: Account; offeredAgain: number }
  | { ok: false; why: 'unknown' | 'last_admin' }

/**
 * Takes somebody's account away: signs them out everywhere, offers the customers they have to the queues again, and
 * forgets them. In this order, so that a server that stops in between leaves an account that can be removed again.
 */
export async function removeAccount(
  { db, driver, editors, now }: Pick<Deps, 'db' | 'driver' | 'editors' | 'now'>,
  id: string,
): Promise<RemovedAccount> {
  const accounts = await listAccounts(db)
  const found = accounts.find((each) => each.id === id)
  if (found?.role === 'admin' && accounts.filter(({ role }) => role === 'admin').length === 1)
    return { ok: false, why: 'last_admin' }
  const account = await signOutEverywhere(db, id)
  if (!account) return { ok: false, why: 'unknown' }
  editors.endAll(id)
  const theirs = await heldHandoffs(db, id)
  for (const { id: handoff, connected } of theirs) {
    if (!connected) {
      await dropClaim(db, handoff)
      continue
    }
    const disposition = `${account.name} is not here any more`
    await driver.ingest({
      dedupeKey: `desk:${handoff}:close`,
      channel: 'webhook',
      event: { type: 'agent.closed', outcome: 'transferred', disposition, handoff, at: now() },
      explicit: { handoff },
    })
  }
  await forget(db, account)
  return { ok: true, account, offeredAgain: theirs.length }
}
