import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { CloseBody, DecideOutbox, DeclineBody, type DeskAnswer, type HandoffAnswer, ReplyBody, SettleBody } from '#api'
import { claimOffer, holds, settleUnclaimed } from '#desk/claim'
import { customerRecord, reachableChannels, searchCustomers, timelineOf, usualDispositions } from '#desk/record'
import {
  handoffsOf,
  type ListedHandoff,
  listedHandoff,
  messagesInDoubt,
  offers,
  openIncidents,
  unclaimedMessages,
} from '#desk/waiting'
import type { Change } from '#drivers/driver'
import type { ChannelId, ContextPackage, JourneyEvent } from '#sdk'
import { releaseByHash } from '#store/live-releases'
import { type Env, may } from '../may.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'

/** Where agents work: what waits for a person, the whole context, and what they do about it. */
export function deskRoutes() {
  return new Hono<Env>()
    .get('/api/desk', may('desk'), async (c) => {
      const { db, now } = c.get('deps')
      const me = agentOf(c)
      const answer: DeskAnswer = {
        me,
        now: now(),
        offers: (await offers(db)).map(row),
        mine: (await handoffsOf(db, me.id)).map(row),
        unclaimed: await unclaimedMessages(db),
        inDoubt: await messagesInDoubt(db),
        incidents: await openIncidents(db),
      }
      return c.json(answer)
    })
    .get('/api/desk/stream', may('desk'), (c) => {
      const { driver } = c.get('deps')
      return streamSSE(c, async (stream) => {
        const stop = driver.onChange(
          (change: Change) => void stream.writeSSE({ event: 'change', data: JSON.stringify(change) }).catch(() => {}),
        )
        stream.onAbort(stop)
        while (!stream.aborted) {
          await stream.writeSSE({ event: 'alive', data: '' })
          await stream.sleep(15_000)
        }
      })
    })
    .get('/api/desk/customers', may('desk'), async (c) => {
      const words = (c.req.query('q') ?? '').trim().slice(0, 100)
      const customers = words.length < 2 ? [] : await searchCustomers(c.get('deps').db, words)
      return c.json({ customers })
    })
    .get('/api/desk/customers/:id', may('desk'), async (c) => {
      const { db } = c.get('deps')
      const customer = await customerRecord(db, c.req.param('id'))
      if (!customer) return refuse(c, 404, 'customer.unknown', 'Nobody has this id.')
      return c.json({ customer, timeline: await timelineOf(db, customer.id) })
    })
    .get('/api/desk/handoff', may('desk'), async (c) => {
      const answer = await detail(c, c.req.query('id') ?? '')
      return answer ? c.json(answer) : unknown(c)
    })
    .post('/api/desk/accept', may('desk'), async (c) => {
      const id = c.req.query('id') ?? ''
      const me = agentOf(c)
      const claimed = await claimOffer(c.get('deps').db, id, me.id)
      if (!claimed.ok)
        return claimed.code === 'handoff.unknown'
          ? unknown(c)
          : refuse(
              c,
              409,
              claimed.code,
              claimed.by ? `${claimed.by} has this customer already.` : 'This offer is over.',
            )
      await tell(c, id, `accept:${me.id}`, { type: 'agent.accepted', agent: me })
      return c.json({ ok: true })
    })
    .post('/api/desk/decline', may('desk'), async (c) => {
      const body = await readBody(c, DeclineBody)
      if (!body.ok) return body.response
      const id = c.req.query('id') ?? ''
      await tell(c, id, 'decline', {
        type: 'agent.declined',
        reason: body.value.reason || `Declined by ${agentOf(c).name}`,
      })
      return c.json({ ok: true })
    })
    .post('/api/desk/shown', may('desk'), async (c) => {
      const id = c.req.query('id') ?? ''
      if (await holds(c.get('deps').db, id, agentOf(c).id)) await tell(c, id, 'shown', { type: 'context.shown' })
      return c.json({ ok: true })
    })
    .post('/api/desk/reply', may('desk'), async (c) => {
      const body = await readBody(c, ReplyBody)
      if (!body.ok) return body.response
      const id = c.req.query('id') ?? ''
      if (!(await holds(c.get('deps').db, id, agentOf(c).id))) return notYours(c)
      const { text, channel } = body.value
      await tell(c, id, `reply:${body.value.id}`, {
        type: 'agent.replied',
        agent: agentOf(c),
        text,
        ...(channel ? { channel: channel as ChannelId } : {}),
      })
      return c.json({ ok: true })
    })
    .post('/api/desk/close', may('desk'), async (c) => {
      const body = await readBody(c, CloseBody)
      if (!body.ok) return body.response
      const id = c.req.query('id') ?? ''
      if (!(await holds(c.get('deps').db, id, agentOf(c).id))) return notYours(c)
      await tell(c, id, 'close', { type: 'agent.closed', ...body.value })
      return c.json({ ok: true })
    })
    .post('/api/desk/unclaimed', may('desk'), async (c) => {
      const body = await readBody(c, SettleBody)
      if (!body.ok) return body.response
      const { db, now } = c.get('deps')
      const settled = await settleUnclaimed(db, c.req.query('id') ?? '', agentOf(c).name, now())
      return settled ? c.json({ ok: true }) : refuse(c, 404, 'message.unknown', 'This message was settled already.')
    })
    .post('/api/desk/in-doubt', may('desk'), async (c) => {
      const body = await readBody(c, DecideOutbox)
      if (!body.ok) return body.response
      const decided = await c.get('deps').driver.decide(c.req.query('id') ?? '', body.value.decision, agentOf(c).name)
      return decided === 'decided'
        ? c.json({ ok: true })
        : refuse(c, 404, 'effect.unknown', 'This message was decided already.')
    })
    .post('/api/desk/incident', may('desk'), async (c) => {
      const body = await readBody(c, SettleBody)
      if (!body.ok) return body.response
      const { driver } = c.get('deps')
      const how = c.req.query('do') === 'discard' ? 'discard' : 'retry'
      const settled = await driver[how](c.req.query('id') ?? '', agentOf(c).name)
      return settled === 'unknown'
        ? refuse(c, 404, 'incident.unknown', 'This incident was settled already.')
        : c.json({ ok: true })
    })
}

async function detail(c: Context<Env>, id: string): Promise<HandoffAnswer | undefined> {
  const { db } = c.get('deps')
  const listed = await listedHandoff(db, id)
  const more = await db
    .selectFrom('handoff')
    .innerJoin('run', 'run.id', 'handoff.run')
    .select([
      'context',
      'shown_at',
      'replied_at',
      'outcome',
      'disposition',
      'run.release',
      'handoff.customer',
      'handoff.conversation',
    ])
    .where('handoff.id', '=', id)
    .executeTakeFirst()
  const customer = more && (await customerRecord(db, more.customer))
  if (!listed || !more || !customer) return undefined
  const release = await releaseByHash(db, more.release)
  const declared = Object.entries(release?.journey.facts ?? {}).map(([name, { label, type }]) => ({
    name,
    label,
    type,
  }))
  const queues = Object.entries(release?.workspace.queues ?? {}).map(([queue, { name }]) => ({ id: queue, name }))
  return {
    handoff: {
      ...row(listed),
      shownAt: more.shown_at,
      repliedAt: more.replied_at,
      outcome: more.outcome,
      disposition: more.disposition,
    },
    context: JSON.parse(more.context) as ContextPackage,
    customer,
    timeline: await timelineOf(db, more.customer),
    channels: await reachableChannels(db, more.customer, more.conversation, listed.channel),
    declared,
    queues,
    dispositions: await usualDispositions(db),
  }
}

/** Gives an event to the run of a handoff, through the same turns as everything else. */
async function tell(
  c: Context<Env>,
  handoff: string,
  key: string,
  event: Record<string, unknown> & { type: string },
): Promise<void> {
  const { driver, now } = c.get('deps')
  const happened = { ...event, handoff, at: now() } as unknown as JourneyEvent
  await driver.ingest({
    dedupeKey: `desk:${handoff}:${key}`,
    channel: 'webhook',
    event: happened,
    explicit: { handoff },
  })
}

function agentOf(c: Context<Env>): { id: string; name: string } {
  const actor = c.get('actor')
  return { id: actor?.id ?? '', name: actor?.name ?? '' }
}

function row({ conversation: _, ...listed }: ListedHandoff) {
  return listed
}

function unknown(c: Context): Response {
  return refuse(c, 404, 'handoff.unknown', 'No handoff has this id.')
}

function notYours(c: Context): Response {
  return refuse(c, 403, 'handoff.not_yours', 'Another agent has this customer, or the handoff is over.')
}
