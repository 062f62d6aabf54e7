import {
  compileRelease,
  type Plan,
  type RunStart,
  restoreSnapshot,
  type StoredSnapshot,
  startTurn,
  storeSnapshot,
  turn,
} from '#core'
import type { AnyNodeType, JourneyEvent } from '#sdk'
import { releaseByHash } from '#store/live-releases'
import type { Db } from '#store/open'

/** Everything a store breaks of what it promises, in sentences; nothing when it keeps all of it. */
export async function auditStore(db: Db, nodes: readonly AnyNodeType[]): Promise<string[]> {
  const broken: string[] = []
  const runs = await db.selectFrom('run').selectAll().execute()
  const live = new Set(runs.filter((run) => run.status === 'active' || run.status === 'parked').map((run) => run.id))
  const customerOf = new Map(runs.map((run) => [run.id, run.customer]))

  const plans = new Map<string, Plan>()
  for (const run of runs) {
    const plan = plans.get(run.release) ?? (await planOf(db, run.release, nodes))
    plans.set(run.release, plan)
    const journal = await db.selectFrom('journal').selectAll().where('run', '=', run.id).orderBy('turn').execute()
    if (journal.some((row, index) => row.turn !== index + 1) || journal.length !== run.turn)
      broken.push(`The journal of ${run.id} has gaps: ${journal.map((row) => row.turn)} of ${run.turn}.`)
    const folded = JSON.stringify(fold(plan, journal))
    if (folded !== run.snapshot) broken.push(`${run.id} is not what its journal makes of it: ${run.snapshot} ${folded}`)
  }

  const conversations = await db
    .selectFrom('conversation')
    .innerJoin('customer', 'customer.id', 'conversation.customer')
    .select(({ fn }) => ['conversation.id', 'closed_at', fn.coalesce('merged_into', 'customer.id').as('customer')])
    .execute()
  const owner = new Map(conversations.map((each) => [each.id, each.customer]))
  for (const table of ['run', 'timeline', 'outbox', 'handoff', 'unclaimed'] as const) {
    const rows = await db.selectFrom(table).select(['id', 'customer', 'conversation']).execute()
    for (const row of rows)
      if (owner.get(row.conversation) !== row.customer)
        broken.push(`${table} ${row.id} is ${row.customer}'s in a conversation of ${owner.get(row.conversation)}.`)
  }
  for (const { id } of conversations.filter((each) => each.closed_at !== null))
    if (runs.some((run) => run.conversation === id && live.has(run.id)))
      broken.push(`The conversation ${id} is closed while a run is under way in it.`)

  for (const row of await db.selectFrom('timer').select(['run', 'id']).execute())
    if (!live.has(row.run)) broken.push(`The timer ${row.id} of ${row.run} outlived its run.`)
  const open = await db.selectFrom('handoff').selectAll().where('status', 'in', ['offered', 'accepted']).execute()
  for (const row of open) {
    if (!live.has(row.run)) broken.push(`The handoff ${row.id} outlived its run.`)
    if (open.filter((other) => other.run === row.run).length > 1) broken.push(`${row.run} has two open handoffs.`)
  }
  for (const run of runs) {
    const accepted = open.find((row) => row.run === run.id && row.status === 'accepted')
    if (live.has(run.id) && run.status === 'active' && (run.connected ?? undefined) !== accepted?.id)
      broken.push(`${run.id} is connected by ${run.connected}, and its accepted handoff is ${accepted?.id}.`)
  }

  const shown = new Map((await db.selectFrom('timeline').select(['id', 'state']).execute()).map((row) => [row.id, row]))
  for (const row of await db.selectFrom('outbox').select(['id', 'run', 'customer', 'type', 'status']).execute()) {
    if (row.customer !== customerOf.get(row.run)) broken.push(`The effect ${row.id} goes to another customer.`)
    if (row.type === 'message.send' && shown.get(row.id)?.state !== row.status && row.status !== 'sending')
      broken.push(`${row.id} is ${row.status}, and the timeline says ${shown.get(row.id)?.state}.`)
  }
  return broken
}

async function planOf(db: Db, hash: string, nodes: readonly AnyNodeType[]): Promise<Plan> {
  const release = await releaseByHash(db, hash)
  const plan = release && compileRelease(release, nodes)
  if (!plan?.ok) throw new Error(`The release ${hash} cannot be compiled.`)
  return plan.value
}

/** A run as its journal makes it, with a restart between any two turns. */
function fold(plan: Plan, journal: readonly { start: string | null; event: string }[]): StoredSnapshot | undefined {
  let stored: StoredSnapshot | undefined
  for (const { start, event } of journal) {
    const done = stored
      ? turn(plan, restoreSnapshot(plan, JSON.parse(JSON.stringify(stored))), JSON.parse(event) as JourneyEvent)
      : startTurn(plan, JSON.parse(start ?? '') as RunStart)
    stored = storeSnapshot(plan, done.snapshot)
  }
  return stored
}
