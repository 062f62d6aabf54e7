import type { Role } from '#api'
import { addInvite } from '#store/accounts'
import type { Db } from '#store/open'
import { hashOf, newToken } from './secret-token.ts'

const validForMs = 24 * 60 * 60 * 1000

/** Makes a one-time link's token for somebody. The store keeps its hash only, so it can be shown this once. */
export async function invite(
  db: Db,
  who: { name: string; role: Role },
  at: number,
): Promise<{ token: string; expiresAt: number }> {
  const token = newToken()
  const expiresAt = at + validForMs
  await addInvite(db, hashOf(token), who, { at, expiresAt })
  return { token, expiresAt }
}
