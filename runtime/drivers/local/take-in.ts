import { type Plan, type RunStart, restoreSnapshot, startTurn, type Turn, turn } from '#core'
import { is, type JourneyEvent } from '#sdk'
import { addArrival, addIncident, addUnclaimed, arrivalOf } from '#store/arrivals'
import { latestInteraction, writeBack } from '#store/conversations'
import { profileOf } from '#store/customers'
import { handoffById, setHandoff } from '#store/handoffs'
import { knownFacts } from '#store/known-facts'
import type { Db } from '#store/open'
import { leaveUnsaid, unsaidIn } from '#store/outbox'
import { liveRunsOf, type RunRow, runById, setRunStatus, snapshotOf } from '#store/runs'
import { addToTimeline } from '#store/timeline'
import { usualChannelOf } from '#store/usual-channel'
import type { Arrival, Change, Ingested } from '../driver.ts'
import { agentElsewhere, commitTurn, type Subject } from './commit.ts'
import type { Entry, Plans } from './plans.ts'
import { isCustomers, routeTo } from './route.ts'
import { type Who, whoIs } from './who.ts'

/** What taking an event in needs from its driver. */
export interface TakingIn {
  plans: Plans
  live: LiveSnapshots
  newId: () => string
  changed: (change: Change) => void
}

/** Snapshots of runs as XState left them, so that a busy run is not read and restored for every event. */
export interface LiveSnapshots {
  get(run: string, turn: number): Turn['snapshot'] | undefined
  set(run: string, turn: number, snapshot: Turn['snapshot']): void
  drop(run: string): void
}

/** Takes one event in, inside a transaction: dedupe, who, which run, the turn, and everything it decided. */
export async function takeIn(db: Db, arrival: Arrival, at: number, by: TakingIn): Promise<Ingested> {
  const before = await arrivalOf(db, arrival.dedupeKey)
  if (before)
    return {
      status: 'duplicate',
      run: before.run ?? undefined,
      route: before.route,
      answer: before.answer ?? undefined,
    }
  if (await isOver(db, arrival)) return note(db, arrival, at, { status: 'unclaimed', route: 'handoff_over' })
  const known = await putOnRecord(db, arrival, at, by)
  if (!known) return note(db, arrival, at, { status: 'set_aside', route: 'unknown_customer' }, arrival.event)
  const { who, event } = known
  const runs = await liveRunsOf(db, who.customer.id)
  const unclaimed = await by.plans.unclaimedEntryFor(db, event)
  const route = routeTo(runs, event, { run: who.run, speaker: who.speaker, channel: arrival.channel })
  const interaction = who.interaction
  if (route) {
    if (event.type === 'call.ended' && (await callsAgain(db, who, route.run)))
      return note(db, arrival, at, { status: 'accepted', run: route.run.id, interaction, route: 'calls_again' })
    if (route.run.status === 'parked')
      return note(db, arrival, at, { status: 'set_aside', run: route.run.id, interaction, route: 'parked' }, event)
    const stepped = await stepRun(db, route.run, event, by)
    // An answer that does not fit a question asked elsewhere may mean something else: a start gets it first. So does
    // what is written while an earlier message that no journey claimed still waits for somebody to read it.
    const misunderstood =
      route.why === 'any_channel' &&
      route.run.waiting.some((wait) => wait.asked !== null && wait.role === null) &&
      stepped.turn.trail.every((step) => step.outcome === 'not_understood')
    const unread = route.run.journey === unclaimed?.journey && route.run.connected === null && !arrival.explicit
    const entry = misunderstood || unread ? await by.plans.entryFor(db, event) : undefined
    if (!entry) {
      const subject = {
        ...route.run,
        ...told(runs, route.run.id, arrival, who),
        turn: route.run.turn + 1,
      }
      const status = await settle(db, subject, stepped.plan, event, stepped.turn, route.why, at, by)
      return note(
        db,
        arrival,
        at,
        { status, run: route.run.id, interaction, route: route.why },
        status === 'set_aside' ? event : undefined,
      )
    }
    return start(db, arrival, entry, event, who, runs, at, by)
  }
  const entry = await by.plans.entryFor(db, event)
  if (entry) return start(db, arrival, entry, event, who, runs, at, by)
  if (unclaimed) return start(db, arrival, unclaimed, event, who, runs, at, by)
  await leaveToPeople(db, event, { customer: who.customer.id, conversation: who.conversation }, by)
  return note(db, arrival, at, { status: 'unclaimed', interaction, route: 'nobody' }, event)
}

/** Finds out whose an event is, and keeps it where people read it, whatever becomes of it. Nothing for an unknown id. */
export async function putOnRecord(
  db: Db,
  arrival: Arrival,
  at: number,
  by: TakingIn,
): Promise<{ who: Who; event: JourneyEvent } | undefined> {
  const who = await whoIs(db, arrival, at, by.newId)
  if (!who) return undefined
  const event = withOrigin(arrival.event, who)
  await onTimeline(db, arrival, event, who)
  await onHandoff(db, arrival)
  if (event.type === 'call.ended' && who.interaction) {
    await writeBack(db, who.interaction, { ended_at: event.at })
    for (const id of await unsaidIn(db, who.interaction)) await leaveUnsaid(db, id, at)
  }
  by.changed({ about: 'timeline', customer: who.customer.id, conversation: who.conversation, id: arrival.dedupeKey })
  return { who, event }
}

/** A customer's message that no run takes waits on the desk for somebody to read it. */
export async function leaveToPeople(
  db: Db,
  event: JourneyEvent,
  { customer, conversation }: { customer: string; conversation: string },
  by: TakingIn,
): Promise<void> {
  if (!is(event, 'message.received')) return
  const id = by.newId()
  await addUnclaimed(db, { id, customer, conversation, at: event.at, channel: event.channel, text: event.text })
  by.changed({ about: 'unclaimed', id })
}

/** Whether it is about a handoff that is over: what comes too late for one must not count for the next. */
async function isOver(db: Db, { explicit }: Arrival): Promise<boolean> {
  const handoff = explicit?.handoff === undefined ? undefined : await handoffById(db, explicit.handoff)
  return handoff?.status === 'closed' || handoff?.status === 'withdrawn'
}

/** Whether the customer called the same run again before this call was reported to be over: they have not left. */
async function callsAgain(db: Db, { conversation, interaction }: Who, run: RunRow): Promise<boolean> {
  const latest = await latestInteraction(db, conversation, 'voice')
  return (
    latest !== undefined &&
    latest.id !== interaction &&
    latest.endedAt === null &&
    (latest.run === null || latest.run === run.id)
  )
}

/** What a turn is told of the world around its run: where the event came in, and whether an agent has the customer. */
function told(runs: readonly RunRow[], run: string, arrival: Arrival, who: Who) {
  const { interaction: id, speaker } = who
  const cameIn = id === undefined ? undefined : { channel: arrival.channel, id, speaker }
  return { cameIn, elsewhere: agentElsewhere(runs, run) }
}

/** Steps a run that is under way, without writing anything. */
export async function stepRun(
  db: Db,
  run: RunRow,
  event: JourneyEvent,
  by: TakingIn,
): Promise<{ plan: Plan; turn: Turn }> {
  const stored = by.live.get(run.id, run.turn) ?? (await snapshotOf(db, run.id))
  try {
    const plan = await by.plans.of(db, run.release)
    if (!stored) throw new Error(`The run ${run.id} has no snapshot.`)
    const snapshot = 'format' in stored ? restoreSnapshot(plan, stored) : stored
    return { plan, turn: turn(plan, snapshot, event) }
  } catch (error) {
    if (isOfStore(error)) throw error
    throw new TurnFailed(run.id, event, error)
  }
}

/** What the store itself cannot do is nothing a run did. */
function isOfStore(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code ?? '').startsWith('SQLITE_')
}

/** A turn threw: its run is parked, with the event that did it. */
export class TurnFailed extends Error {
  readonly run: string
  readonly event: JourneyEvent
  constructor(run: string, event: JourneyEvent, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.run = run
    this.event = event
  }
}

/** Parks a run with its incident; the event is kept and tried again when a person says so. */
export async function park(
  db: Db,
  run: string,
  event: JourneyEvent,
  why: { code: string; node: string | null; message: string },
  at: number,
  by: TakingIn,
): Promise<void> {
  const id = by.newId()
  await setRunStatus(db, run, 'parked')
  await addIncident(db, { id, run, at, ...why, event })
  by.live.drop(run)
  by.changed({ about: 'incident', id })
}

/** Commits a turn, or parks its run when it went over a limit. */
export async function settle(
  db: Db,
  subject: Subject,
  plan: Plan,
  event: JourneyEvent,
  done: Turn,
  why: string,
  at: number,
  by: TakingIn,
): Promise<'accepted' | 'set_aside'> {
  if (done.overrun) {
    // A run under way stays as it was before the event; a new one is kept where it was stopped, for people to see.
    if (subject.start) await commitTurn(db, subject, plan, event, { ...done, effects: [] }, why, at)
    await park(db, subject.id, event, done.overrun, at, by)
    return subject.start ? 'accepted' : 'set_aside'
  }
  await commitTurn(db, subject, plan, event, done, why, at)
  if (done.status === 'active') by.live.set(subject.id, subject.turn, done.snapshot)
  else by.live.drop(subject.id)
  by.changed({ about: 'run', id: subject.id, customer: subject.customer, conversation: subject.conversation })
  if (done.effects.length > 0) by.changed({ about: 'handoff', id: subject.id, conversation: subject.conversation })
  if (event.type !== 'fact.changed') await tellOthers(db, subject, plan, done, at, by)
  return 'accepted'
}

/** What one run learns in a conversation its other runs know, too, so that nobody is asked for it again. */
async function tellOthers(db: Db, subject: Subject, plan: Plan, done: Turn, at: number, by: TakingIn): Promise<void> {
  const learned = Object.entries(done.learned).filter(
    ([name]) => (plan.flat.journey.facts[name]?.scope ?? 'conversation') === 'conversation',
  )
  if (learned.length === 0) return
  const runs = await liveRunsOf(db, subject.customer)
  for (const { id, conversation } of runs) {
    if (id === subject.id || conversation !== subject.conversation) continue
    for (const [name, fact] of learned) {
      const run = await runById(db, id)
      if (run?.status !== 'active') break
      const { channel, ...known } = fact
      const told: JourneyEvent = { type: 'fact.changed', name, ...known, ...(channel ? { channel } : {}) }
      try {
        const stepped = await stepRun(db, run, told, by)
        const other = { ...run, cameIn: undefined, elsewhere: agentElsewhere(runs, id), turn: run.turn + 1 }
        await settle(db, other, stepped.plan, told, stepped.turn, 'learned', at, by)
      } catch (error) {
        // That the other run cannot take it is no reason to stop this one.
        if (!(error instanceof TurnFailed)) throw error
        await park(db, id, told, { code: 'turn.failed', node: null, message: error.message }, at, by)
      }
    }
  }
}

async function start(
  db: Db,
  arrival: Arrival,
  entry: Entry,
  event: JourneyEvent,
  who: Who,
  runs: readonly RunRow[],
  at: number,
  by: TakingIn,
): Promise<Ingested> {
  const run = by.newId()
  const { customer, conversation, proof } = who
  const facts = await knownFacts(db, { customer: customer.id, conversation, proof })
  // Nobody who merely says who they are is told what we know of them beyond this conversation.
  const profile = proof === 'proved' ? await profileOf(db, customer.id) : {}
  // What somebody else's system reports is no channel to speak on.
  const channel = isCustomers(event) ? arrival.channel : ((await usualChannelOf(db, customer.id)) ?? arrival.channel)
  const began: RunStart = { at: event.at, entry: entry.node, event, channel, customer, facts, profile }
  let started: Turn
  try {
    started = startTurn(entry.plan, began)
  } catch (error) {
    throw new TurnFailed('', event, error)
  }
  const subject = {
    id: run,
    journey: entry.journey,
    release: entry.release,
    customer: who.customer.id,
    conversation: who.conversation,
    connected: null,
    ...told(runs, run, arrival, who),
    turn: 1,
    start: began,
  }
  await settle(db, subject, entry.plan, event, started, entry.why, at, by)
  const status = entry.why === 'entry' ? 'accepted' : 'unclaimed'
  return note(db, arrival, at, { status, run, interaction: who.interaction, route: entry.why })
}

async function note(
  db: Db,
  arrival: Arrival,
  at: number,
  became: Ingested & { status: 'accepted' | 'set_aside' | 'unclaimed' },
  event?: JourneyEvent,
): Promise<Ingested> {
  const { status, run = null, route } = became
  const answer = arrival.answer ?? null
  await addArrival(db, {
    key: arrival.dedupeKey,
    at,
    channel: arrival.channel,
    status,
    run,
    route,
    answer,
    event: event ?? null,
    error: null,
  })
  return { ...became, ...(answer === null ? {} : { answer }) }
}

function withOrigin(event: JourneyEvent, who: Who): JourneyEvent {
  if (event.type !== 'message.received' && event.type !== 'call.started' && event.type !== 'call.ended') return event
  return { ...event, interaction: who.interaction, proof: who.proof } as JourneyEvent
}

async function onTimeline(db: Db, arrival: Arrival, event: JourneyEvent, who: Who) {
  const about = {
    customer: who.customer.id,
    conversation: who.conversation,
    interaction: who.interaction ?? null,
    run: null,
    at: event.at,
    channel: arrival.channel,
    state: null,
  }
  const id = `in:${arrival.dedupeKey}`
  if (event.type === 'message.received' && 'text' in event) {
    const text = arrival.fullText?.trimEnd() ?? (String(event.text) || String((event as { keys?: string }).keys ?? ''))
    await addToTimeline(db, {
      ...about,
      id,
      kind: 'message',
      direction: 'in',
      by: 'customer',
      text,
      json: { subject: (event as { subject?: string }).subject, proof: who.proof },
    })
  } else if (event.type === 'call.started' || event.type === 'call.ended') {
    await addToTimeline(db, {
      ...about,
      id,
      kind: 'call',
      direction: 'in',
      by: 'customer',
      text: event.type === 'call.started' ? 'Called' : 'Call ended',
      json: { proof: who.proof },
    })
  } else if (!arrival.explicit) {
    await addToTimeline(db, {
      ...about,
      id,
      kind: 'event',
      direction: null,
      by: 'system',
      text: event.type,
      json: { proof: who.proof },
    })
  }
}

async function onHandoff(db: Db, { event, explicit }: Arrival) {
  if (!explicit?.handoff) return
  if (event.type === 'context.shown') await setHandoff(db, explicit.handoff, { shown_at: event.at })
  if (event.type === 'agent.replied') await setHandoff(db, explicit.handoff, { replied_at: event.at })
}
