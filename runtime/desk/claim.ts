import type { Db } from '#store/open'

/** Takes an offer for an agent. Of two who try at once one gets it; the other learns who has it. */
export async function claimOffer(
  db: Db,
  handoff: string,
  agent: string,
): Promise<
  { ok: true } | { ok: false; code: 'handoff.unknown' | 'handoff.taken' | 'handoff.over'; by: string | null }
> {
  const claimed = await db
    .updateTable('handoff')
    .set({ agent, status: 'accepted' })
    .where('id', '=', handoff)
    .where('status', '=', 'offered')
    .executeTakeFirst()
  if (claimed.numUpdatedRows > 0n) return { ok: true }
  const row = await db
    .selectFrom('handoff')
    .leftJoin('account', 'account.id', 'handoff.agent')
    .select(['handoff.status', 'handoff.agent', 'account.name'])
    .where('handoff.id', '=', handoff)
    .executeTakeFirst()
  if (!row) return { ok: false, code: 'handoff.unknown', by: null }
  // Pressing twice is no mistake.
  if (row.status === 'accepted' && row.agent === agent) return { ok: true }
  return { ok: false, code: row.status === 'accepted' ? 'handoff.taken' : 'handoff.over', by: row.name ?? row.agent }
}

/** Whether this agent has the handoff. */
export async function holds(db: Db, handoff: string, agent: string): Promise<boolean> {
  const row = await db.selectFrom('handoff').select(['agent', 'status']).where('id', '=', handoff).executeTakeFirst()
  return row?.status === 'accepted' && row.agent === agent
}

/** Settles a message nobody's journey claimed. */
export async function settleUnclaimed(db: Db, id: string, by: string, at: number): Promise<boolean> {
  const settled = await db
    .updateTable('unclaimed')
    .set({ settled_at: at, settled_by: by })
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .executeTakeFirst()
  return settled.numUpdatedRows > 0n
}
