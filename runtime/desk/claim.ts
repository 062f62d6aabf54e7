import type { Db } from '#store/open'

/** Why an agent cannot act on a handoff, and who has it instead. */
export interface NotTheirs {
  ok: false
  code: 'handoff.unknown' | 'handoff.taken' | 'handoff.over'
  by: string | null
}

/** Takes an offer for an agent. Of two who try at once one gets it; the other learns who has it. */
export async function claimOffer(db: Db, handoff: string, agent: string): Promise<{ ok: true } | NotTheirs> {
  const claimed = await db
    .updateTable('handoff')
    .set({ agent, status: 'accepted' })
    .where('id', '=', handoff)
    .where('status', '=', 'offered')
    .executeTakeFirst()
  if (claimed.numUpdatedRows > 0n) return { ok: true }
  const held = await heldBy(db, handoff, agent)
  // Pressing twice is no mistake.
  return held.ok ? { ok: true } : held
}

/**
 * Whether this agent has the customer. `connected` is false between the claim and the journey's taking note of it: a
 * server that stopped in between leaves it so, and the agent accepts once more. `stopped` is a journey that waits for
 * somebody to settle its incident.
 */
export async function heldBy(
  db: Db,
  handoff: string,
  agent: string,
): Promise<{ ok: true; connected: boolean; stopped: boolean } | NotTheirs> {
  const row = await db
    .selectFrom('handoff')
    .innerJoin('run', 'run.id', 'handoff.run')
    .leftJoin('account', 'account.id', 'handoff.agent')
    .select(['handoff.status', 'handoff.agent', 'handoff.accepted_at', 'account.name', 'run.status as run'])
    .where('handoff.id', '=', handoff)
    .executeTakeFirst()
  if (!row) return { ok: false, code: 'handoff.unknown', by: null }
  if (row.status === 'accepted' && row.agent === agent)
    return { ok: true, connected: row.accepted_at !== null, stopped: row.run === 'parked' }
  const taken = row.status === 'accepted'
  return { ok: false, code: taken ? 'handoff.taken' : 'handoff.over', by: taken ? (row.name ?? row.agent) : null }
}

/** Ends a claimed offer that its journey no longer waits for, so that it does not stand on the desk for ever. */
export async function endStaleClaim(db: Db, handoff: string, at: number): Promise<boolean> {
  const ended = await db
    .updateTable('handoff')
    .set({ status: 'withdrawn', closed_at: at, outcome: 'The journey went on without it' })
    .where('id', '=', handoff)
    .where('status', '=', 'accepted')
    .where('accepted_at', 'is', null)
    .executeTakeFirst()
  return ended.numUpdatedRows > 0n
}

/** Whether a handoff was closed by this agent: pressing Close twice is no mistake either. */
export async function closedBy(db: Db, handoff: string, agent: string): Promise<boolean> {
  const row = await db.selectFrom('handoff').select(['agent', 'status']).where('id', '=', handoff).executeTakeFirst()
  return row?.status === 'closed' && row.agent === agent
}

/** The queue a run is offered to now, after an agent passed the customer on. */
export async function offeredTo(db: Db, closed: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('handoff as before')
    .innerJoin('handoff as next', 'next.run', 'before.run')
    .select('next.queue')
    .where('before.id', '=', closed)
    .where('next.status', '=', 'offered')
    .executeTakeFirst()
  return row?.queue
}

/** The handoffs an agent has, and which of them their journeys have taken note of. */
export async function heldHandoffs(db: Db, agent: string): Promise<{ id: string; connected: boolean }[]> {
  const rows = await db
    .selectFrom('handoff')
    .select(['id', 'accepted_at'])
    .where('status', '=', 'accepted')
    .where('agent', '=', agent)
    .execute()
  return rows.map(({ id, accepted_at }) => ({ id, connected: accepted_at !== null }))
}

/** Offers again what was claimed and never accepted. */
export async function dropClaim(db: Db, handoff: string): Promise<void> {
  await db
    .updateTable('handoff')
    .set({ agent: null, status: 'offered' })
    .where('id', '=', handoff)
    .where('status', '=', 'accepted')
    .where('accepted_at', 'is', null)
    .execute()
}
