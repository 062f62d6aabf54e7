import { type Context, Hono } from 'hono'
import { CloseBody, DecideOutbox, DeclineBody, type DeskDoneAnswer, ReplyBody, SettleBody } from '#api'
import { claimOffer, closedBy, endStaleClaim, heldBy, type NotTheirs, offeredTo } from '#desk/claim'
import { type DeclaredFact, wrongFact } from '#desk/learned'
import { reachableChannels } from '#desk/record'
import { settleUnclaimed } from '#desk/unsettled'
import { listedHandoff } from '#desk/waiting'
import type { Change } from '#drivers/driver'
import { type ChannelId, channels, type JourneyEvent } from '#sdk'
import { audit } from '#store/accounts'
import { releaseByHash } from '#store/live-releases'
import type { Db } from '#store/open'
import { readWorkspace } from '#store/workspace'
import { type Env, may } from '../may.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'

/** Tells every open desk that something changed which no turn will report. */
export type Announce = (change: Change) => void

const done: DeskDoneAnswer = { ok: true }
const held: DeskDoneAnswer = {
  ok: true,
  held: 'The journey has stopped at an incident. What you did is kept, and goes on when somebody settles it.',
}

/** What agents do: accept, decline, answer, close, and settle what nobody else can. */
export function deskCommands(announce: Announce) {
  return new Hono<Env>()
    .post('/api/desk/accept', may('desk'), async (c) => {
      const { db, now } = c.get('deps')
      const id = handoffOf(c)
      const claimed = await claimOffer(db, id, agentOf(c).id)
      if (!claimed.ok) return notTheirs(c, claimed)
      await accept(c, id)
      const after = await heldBy(db, id, agentOf(c).id)
      if (after.ok && after.connected) return c.json(done)
      if (after.ok && after.stopped) return c.json(held)
      await endStaleClaim(db, id, now())
      announce({ about: 'handoff', id })
      return notTheirs(c, { ok: false, code: 'handoff.over', by: null })
    })
    .post('/api/desk/decline', may('desk'), async (c) => {
      const body = await readBody(c, DeclineBody)
      if (!body.ok) return body.response
      const { db, now } = c.get('deps')
      const id = handoffOf(c)
      const me = agentOf(c)
      // Claimed first, so that nobody accepts what is being declined.
      const claimed = await claimOffer(db, id, me.id)
      if (!claimed.ok) return notTheirs(c, claimed)
      const before = await heldBy(db, id, me.id)
      if (before.ok && before.connected)
        return refuse(c, 409, 'handoff.accepted', 'You have this customer already. Close the handoff instead.')
      const reason = body.value.reason === '' ? `Declined by ${me.name}` : `${me.name}: ${body.value.reason}`
      await tell(c, id, `decline:${me.id}`, { type: 'agent.declined', reason })
      const after = await heldBy(db, id, me.id)
      if (after.ok && after.stopped) return c.json(held)
      if (await endStaleClaim(db, id, now())) announce({ about: 'handoff', id })
      return c.json(done)
    })
    .post('/api/desk/shown', may('desk'), async (c) => {
      const id = handoffOf(c)
      const theirs = await heldBy(c.get('deps').db, id, agentOf(c).id)
      if (!theirs.ok) return notTheirs(c, theirs, 403)
      await tell(c, id, 'shown', { type: 'context.shown' })
      return c.json(done)
    })
    .post('/api/desk/reply', may('desk'), async (c) => {
      const body = await readBody(c, ReplyBody)
      if (!body.ok) return body.response
      const { db } = c.get('deps')
      const id = handoffOf(c)
      const theirs = await heldBy(db, id, agentOf(c).id)
      if (!theirs.ok) return notTheirs(c, theirs, 403)
      if (!theirs.connected) await accept(c, id)
      const { text, channel } = body.value
      const reachable = await channelsFor(db, id)
      if (channel !== undefined && !reachable.includes(channel)) {
        const name = channels[channel as ChannelId]?.name ?? channel
        return refuse(c, 422, 'channel.unreachable', `The customer cannot be reached on ${name} now. Choose another.`)
      }
      const on = channel ?? reachable[0]
      const said = { text, agent: agentOf(c), ...(on ? { channel: on as ChannelId } : {}) }
      const told = await tell(c, id, `reply:${body.value.id}`, { type: 'agent.replied', ...said })
      if (told === 'lost') return notTheirs(c, { ok: false, code: 'handoff.over', by: null })
      return c.json(told === 'held' ? held : done)
    })
    .post('/api/desk/close', may('desk'), async (c) => {
      const body = await readBody(c, CloseBody)
      if (!body.ok) return body.response
      const { db } = c.get('deps')
      const id = handoffOf(c)
      const me = agentOf(c)
      if (await closedBy(db, id, me.id)) return c.json(done)
      const theirs = await heldBy(db, id, me.id)
      if (!theirs.ok) return notTheirs(c, theirs, 403)
      const { declared, queues } = await promised(db, id)
      const wrong = wrongFact(body.value.facts, declared)
      if (wrong) return refuse(c, 422, 'fact.invalid', wrong)
      const { queue } = body.value
      if (queue !== undefined && !queues.some((each) => each.id === queue))
        return refuse(c, 422, 'queue.unknown', 'This handoff cannot be passed on to that queue.')
      const told = await tell(c, id, 'close', { type: 'agent.closed', ...body.value })
      if (told === 'lost') return notTheirs(c, { ok: false, code: 'handoff.over', by: null })
      const next = body.value.outcome === 'transferred' ? await offeredTo(db, id) : undefined
      return c.json(told === 'held' ? held : { ...done, ...(next ? { queue: next } : {}) })
    })
    .post('/api/desk/unclaimed', may('desk'), async (c) => {
      const body = await readBody(c, SettleBody)
      if (!body.ok) return body.response
      const { db, now } = c.get('deps')
      const id = handoffOf(c)
      const settled = await settleUnclaimed(db, id, { by: agentOf(c).name, note: body.value.note, at: now() })
      if (!settled) return refuse(c, 404, 'message.unknown', 'This message was settled already.')
      announce({ about: 'unclaimed', id })
      return c.json(done)
    })
    .post('/api/desk/in-doubt', may('desk'), async (c) => {
      const body = await readBody(c, DecideOutbox)
      if (!body.ok) return body.response
      const { db, driver, now } = c.get('deps')
      const id = handoffOf(c)
      const by = agentOf(c).name
      const decided = await driver.decide(id, body.value.decision, by)
      if (decided === 'unknown') return refuse(c, 404, 'effect.unknown', 'This message was decided already.')
      await audit(db, { at: now(), by, what: `effect.${body.value.decision}`, about: id })
      return c.json(done)
    })
    .post('/api/desk/incident', may('desk'), async (c) => {
      const body = await readBody(c, SettleBody)
      if (!body.ok) return body.response
      const { db, driver, now } = c.get('deps')
      const id = handoffOf(c)
      const by = agentOf(c).name
      const settled = await driver[c.req.query('do') === 'discard' ? 'discard' : 'retry'](id, by)
      if (settled === 'unknown') return refuse(c, 404, 'incident.unknown', 'This incident was settled already.')
      await audit(db, { at: now(), by, what: `incident.${settled}`, about: id })
      announce({ about: 'incident', id })
      return c.json(done)
    })
}

/** What the release behind a handoff lets an agent give back: facts it declares, and queues it can be passed on to. */
export async function promised(
  db: Db,
  handoff: string,
): Promise<{ declared: DeclaredFact[]; queues: { id: string; name: string }[] }> {
  const row = await db
    .selectFrom('handoff')
    .innerJoin('run', 'run.id', 'handoff.run')
    .select('run.release')
    .where('handoff.id', '=', handoff)
    .executeTakeFirst()
  const release = row && (await releaseByHash(db, row.release))
  if (!release) return { declared: [], queues: [] }
  const nodes = Object.values(release.documents).flatMap((document) => Object.values(document.nodes))
  // A protocol that keeps the chosen queue as a fact can honour the choice; others offer to their own queue again.
  const kept = nodes.flatMap(({ config }) => (typeof config.transferAs === 'string' ? [config.transferAs] : []))
  const declared = Object.entries(release.journey.facts).filter(([name]) => !kept.includes(name))
  const { queues } = await readWorkspace(db)
  return {
    declared: declared.map(([name, { label, type }]) => ({ name, label, type })),
    queues: kept.length === 0 ? [] : Object.entries(queues).map(([id, { name }]) => ({ id, name })),
  }
}

async function channelsFor(db: Db, handoff: string): Promise<string[]> {
  const listed = await listedHandoff(db, handoff)
  if (!listed) return []
  return reachableChannels(db, listed.customer.id, (await readWorkspace(db)).channels)
}

function accept(c: Context<Env>, handoff: string) {
  const agent = agentOf(c)
  return tell(c, handoff, `accept:${agent.id}`, { type: 'agent.accepted', agent })
}

/**
 * Gives an event to the run of a handoff, through the same turns as everything else. `held` when the run has stopped
 * and takes it later; `lost` when there is no run to take it.
 */
async function tell(
  c: Context<Env>,
  handoff: string,
  key: string,
  event: Record<string, unknown> & { type: string },
): Promise<'taken' | 'held' | 'lost'> {
  const { driver, now } = c.get('deps')
  const happened = { ...event, handoff, at: now() } as unknown as JourneyEvent
  const dedupeKey = `desk:${handoff}:${key}`
  const { status } = await driver.ingest({ dedupeKey, channel: 'webhook', event: happened, explicit: { handoff } })
  if (status === 'set_aside') return 'held'
  return status === 'unclaimed' ? 'lost' : 'taken'
}

/** The id comes in the query, because ids of handoffs and messages have slashes in them. */
function handoffOf(c: Context<Env>): string {
  return c.req.query('id') ?? ''
}

function agentOf(c: Context<Env>): { id: string; name: string } {
  const actor = c.get('actor')
  return { id: actor?.id ?? '', name: actor?.name ?? '' }
}

function notTheirs(c: Context, { code, by }: NotTheirs, status: 403 | 409 = 409): Response {
  if (code === 'handoff.unknown') return refuse(c, 404, code, 'No handoff has this id.')
  const why = code === 'handoff.taken' ? `${by ?? 'Somebody else'} has this customer.` : 'This handoff is over.'
  return refuse(c, status, status === 403 ? 'handoff.not_yours' : code, why)
}
