import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { CustomerAnswer, CustomersAnswer, DeskAnswer, HandoffAnswer, TimelineAnswer } from '#api'
import { customerTimeline } from '#desk/customer-timeline'
import { customerRecord, reachableChannels, usualDispositions } from '#desk/record'
import { searchCustomers } from '#desk/search'
import { messagesInDoubt, openIncidents, unclaimedMessages } from '#desk/unsettled'
import { handoffsOf, listedHandoff, offers } from '#desk/waiting'
import type { Change } from '#drivers/driver'
import type { ContextPackage } from '#sdk'
import { customerById } from '#store/customers'
import { readWorkspace } from '#store/workspace'
import { type Env, may } from '../may.ts'
import { refuse } from '../refuse.ts'
import { unclaimedQueue } from '../unclaimed.ts'
import { type Announce, deskCommands, promised } from './desk-commands.ts'
import { deskMerges } from './desk-merges.ts'

const keepAliveMs = 15_000

/** Where agents work: what waits for a person, the whole context, and what they do about it. */
export function deskRoutes() {
  const listeners = new Set<(change: Change) => void>()
  const announce: Announce = (change) => {
    for (const listener of listeners) listener(change)
  }
  return new Hono<Env>()
    .get('/api/desk', may('desk'), async (c) => c.json(await waiting(c)))
    .get('/api/desk/stream', may('desk'), (c) => {
      const { driver } = c.get('deps')
      return streamSSE(c, async (stream) => {
        const tell = (change: Change) =>
          void stream.writeSSE({ event: 'change', data: JSON.stringify(change) }).catch(() => {})
        const stop = driver.onChange(tell)
        listeners.add(tell)
        stream.onAbort(() => {
          stop()
          listeners.delete(tell)
        })
        while (!stream.aborted) {
          await stream.writeSSE({ event: 'alive', data: '' })
          await stream.sleep(keepAliveMs)
        }
      })
    })
    .get('/api/desk/customers', may('desk'), async (c) => {
      const words = (c.req.query('q') ?? '').trim().slice(0, 100)
      const customers = words.length < 2 ? [] : await searchCustomers(c.get('deps').db, words)
      return c.json({ customers } satisfies CustomersAnswer)
    })
    .get('/api/desk/customers/:id', may('desk'), async (c) => {
      const { db } = c.get('deps')
      const { profile } = await readWorkspace(db)
      const customer = await customerRecord(db, c.req.param('id'), profile)
      if (!customer) return refuse(c, 404, 'customer.unknown', 'Nobody has this id.')
      const { items, before } = await customerTimeline(db, customer.id)
      return c.json({ customer, timeline: items, before } satisfies CustomerAnswer)
    })
    .get('/api/desk/customers/:id/timeline', may('desk'), async (c) => {
      const before = Number(c.req.query('before'))
      if (!Number.isSafeInteger(before) || before < 1)
        return refuse(c, 400, 'request.invalid', 'Say before which place: before=42.')
      const { db } = c.get('deps')
      const customer = await customerById(db, c.req.param('id'))
      if (!customer) return refuse(c, 404, 'customer.unknown', 'Nobody has this id.')
      return c.json((await customerTimeline(db, customer.id, before)) satisfies TimelineAnswer)
    })
    .get('/api/desk/handoff', may('desk'), async (c) => {
      const answer = await detail(c, c.req.query('id') ?? '')
      return answer ? c.json(answer) : refuse(c, 404, 'handoff.unknown', 'No handoff has this id.')
    })
    .route('/', deskCommands(announce))
    .route('/', deskMerges(announce))
}

async function waiting(c: Context<Env>): Promise<DeskAnswer> {
  const { db, now } = c.get('deps')
  const { id = '', name = '', role = null } = c.get('actor') ?? {}
  const { queues, unclaimed } = await readWorkspace(db)
  const own = unclaimed.queue === undefined ? { [unclaimedQueue.id]: unclaimedQueue } : {}
  return {
    me: { id, name, role },
    now: now(),
    queues: Object.entries({ ...queues, ...own }).map(([queue, { name }]) => ({ id: queue, name })),
    offers: await offers(db),
    mine: await handoffsOf(db, id),
    unclaimed: await unclaimedMessages(db),
    inDoubt: await messagesInDoubt(db),
    incidents: await openIncidents(db),
  }
}

async function detail(c: Context<Env>, id: string): Promise<HandoffAnswer | undefined> {
  const { db } = c.get('deps')
  const listed = await listedHandoff(db, id)
  const more = await db
    .selectFrom('handoff')
    .leftJoin('account', 'account.id', 'handoff.agent')
    .select(['context', 'shown_at', 'replied_at', 'closed_at', 'outcome', 'disposition', 'shown_before_reply'])
    .select('account.name as agent')
    .where('handoff.id', '=', id)
    .executeTakeFirst()
  const workspace = await readWorkspace(db)
  const customer = listed && (await customerRecord(db, listed.customer.id, workspace.profile))
  if (!listed || !more || !customer) return undefined
  const { items, before } = await customerTimeline(db, customer.id)
  return {
    handoff: {
      ...listed,
      agentName: more.agent ?? listed.agent,
      shownAt: more.shown_at,
      repliedAt: more.replied_at,
      closedAt: more.closed_at,
      outcome: more.outcome,
      disposition: more.disposition,
      shownBeforeReply: more.shown_before_reply === null ? null : more.shown_before_reply === 1,
    },
    context: JSON.parse(more.context) as ContextPackage,
    customer,
    timeline: items,
    before,
    channels: await reachableChannels(db, customer.id, workspace.channels),
    ...(await promised(db, id)),
    dispositions: await usualDispositions(db),
  }
}
