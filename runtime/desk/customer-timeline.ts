import type { Choice } from '#sdk'
import type { Db } from '#store/open'
import { threadsOf } from './threads.ts'

const mostAtOnce = 200

/** The transcript of all channels in one line of time, oldest first: the newest part, or the part before a place. */
export async function customerTimeline(db: Db, customer: string, before?: number) {
  const rows = await db
    .selectFrom('timeline')
    .leftJoin('outbox', 'outbox.id', 'timeline.id')
    .select([
      'timeline.seq',
      'timeline.id',
      'timeline.at',
      'timeline.conversation',
      'timeline.run',
      'timeline.kind',
      'timeline.direction',
      'timeline.by',
      'timeline.channel',
      'timeline.text',
      'timeline.state',
      'timeline.json',
      'outbox.error',
    ])
    .where('timeline.customer', '=', customer)
    .$if(before !== undefined, (query) => query.where('timeline.seq', '<', before ?? 0))
    .orderBy('timeline.seq', 'desc')
    .limit(mostAtOnce + 1)
    .execute()
  const agents = await agentsOf(db, customer)
  const thread = await threadsOf(db, customer)
  const shown = rows.slice(0, mostAtOnce).reverse()
  return {
    items: shown.map(({ seq: _, run, json, error, ...row }) => {
      const { subject = null, choices = [] } = (json === null ? {} : JSON.parse(json)) as More
      const author = row.by === 'agent' ? agentAt(agents, run, row.at) : null
      // What a message was once held up by is of no interest once it has gone out.
      const why = row.state === 'sent' ? null : error
      const conversation = thread(row.conversation)
      return { ...row, conversation, author, subject, choices: choices.map((choice) => choice.label), why }
    }),
    before: rows.length > mostAtOnce ? (shown[0]?.seq ?? null) : null,
  }
}

interface More {
  subject?: string | null
  choices?: Choice[]
}

type Agents = Awaited<ReturnType<typeof agentsOf>>

function agentsOf(db: Db, customer: string) {
  return db
    .selectFrom('handoff')
    .leftJoin('account', 'account.id', 'handoff.agent')
    .select(['handoff.run', 'handoff.agent', 'handoff.accepted_at', 'handoff.closed_at', 'account.name'])
    .where('handoff.customer', '=', customer)
    .where('handoff.accepted_at', 'is not', null)
    .execute()
}

/** Who had the customer when something was said. */
function agentAt(agents: Agents, run: string | null, at: number): string | null {
  const theirs = agents.find(
    (each) => each.run === run && (each.accepted_at ?? 0) <= at && (each.closed_at === null || each.closed_at >= at),
  )
  return theirs?.name ?? theirs?.agent ?? null
}
