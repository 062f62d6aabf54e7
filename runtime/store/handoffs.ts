import type { Selectable } from 'kysely'
import type { HandoffRequest } from '#sdk'
import type { Db } from './open.ts'
import type { Database } from './schema.ts'
import { one, statement } from './statement.ts'

/** The handoff of a run that is still open. */
export interface OpenHandoff {
  id: string
  run: string
  conversation: string
  status: 'offered' | 'accepted' | 'closed' | 'withdrawn'
}

const priorities = { low: 0, normal: 1, high: 2, urgent: 3 } as const

/** A handoff by id, open or not. */
export async function handoffById(db: Db, id: string): Promise<OpenHandoff | undefined> {
  return db
    .selectFrom('handoff')
    .select(['id', 'run', 'conversation', 'status'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The handoff a run is in. */
export async function openHandoff(db: Db, run: string): Promise<OpenHandoff | undefined> {
  return openOfRun.first(db, { run })
}

const openOfRun = statement<{ run: string }, OpenHandoff>((db, { run }) =>
  db
    .selectFrom('handoff')
    .select(['id', 'run', 'conversation', 'status'])
    .where('run', '=', run)
    .where('status', 'in', ['offered', 'accepted'])
    .orderBy('offered_at', 'desc')
    .limit(one),
)

/** Offers a conversation to people. */
export async function offerHandoff(
  db: Db,
  handoff: {
    id: string
    run: string
    node: string
    visit: number
    customer: string
    conversation: string
    channel: string
  },
  { queue, skills = [], priority, context }: HandoffRequest,
  at: number,
): Promise<void> {
  await offering.run(db, {
    ...handoff,
    queue,
    skills: JSON.stringify(skills),
    priority: priorities[priority],
    context: JSON.stringify(context),
    at,
    complete: context.complete ? 1 : 0,
  })
}

type Offer = Pick<
  Selectable<Database['handoff']>,
  | 'id'
  | 'run'
  | 'node'
  | 'visit'
  | 'customer'
  | 'conversation'
  | 'channel'
  | 'queue'
  | 'skills'
  | 'priority'
  | 'context'
  | 'complete'
>
const offering = statement<Offer & { at: number }>((db, value) =>
  db.insertInto('handoff').values({
    id: value.id,
    run: value.run,
    node: value.node,
    visit: value.visit,
    customer: value.customer,
    conversation: value.conversation,
    channel: value.channel,
    queue: value.queue,
    skills: value.skills,
    priority: value.priority,
    status: 'offered',
    agent: null,
    context: value.context,
    offered_at: value.at,
    accepted_at: null,
    shown_at: null,
    replied_at: null,
    closed_at: null,
    outcome: null,
    disposition: null,
    note: null,
    complete: value.complete,
    shown_before_reply: null,
  }),
)

/** Changes a handoff. */
export async function setHandoff(
  db: Db,
  id: string,
  changes: Partial<{
    status: OpenHandoff['status']
    agent: string | null
    accepted_at: number
    shown_at: number
    replied_at: number
    closed_at: number
    outcome: string
    disposition: string
    note: string
    complete: number
    shown_before_reply: number
  }>,
): Promise<void> {
  await db.updateTable('handoff').set(changes).where('id', '=', id).execute()
}
