import { type Plan, type RunStart, storeSnapshot, type Turn, waitingOf } from '#core'
import type { Effect, JourneyEvent } from '#sdk'
import {
  isOver,
  latestInteraction,
  latestInteractionWith,
  spokeIn,
  whoseConversation,
  writeBack,
} from '#store/conversations'
import { idsOf } from '#store/customers'
import { factsOf, forgetFact, keepFact } from '#store/facts'
import { offerHandoff, openHandoff, setHandoff } from '#store/handoffs'
import type { Db } from '#store/open'
import { addToOutbox, leaveUnsaid, releaseHeld } from '#store/outbox'
import { addRun, addToJournal, type RunRow, saveRun, setConnected } from '#store/runs'
import { addToTimeline, recentMessages } from '#store/timeline'
import { changeTimers } from '#store/timers'
import { endRun } from './end-run.ts'

/** Which run a turn is of: one under way, or a new one. */
export type Subject = Pick<RunRow, 'id' | 'journey' | 'release' | 'customer' | 'conversation' | 'connected'> & {
  turn: number
  /** What a new run starts with; left out for one under way. */
  start?: RunStart
  /** Where the event came in; an answer on the same channel goes there. */
  cameIn: { channel: string; id: string; speaker: string | undefined } | undefined
  /** The handoff by which an agent has this customer through another run. */
  elsewhere: string | null
}

/** Writes everything one turn decided. Runs inside the transaction that also notes the event. */
export async function commitTurn(
  db: Db,
  subject: Subject,
  plan: Plan,
  event: JourneyEvent,
  turn: Turn,
  route: string,
  at: number,
): Promise<void> {
  const { id, start } = subject
  const state = {
    status: turn.status,
    turn: subject.turn,
    snapshot: storeSnapshot(plan, turn.snapshot),
    waiting: waitingOf(plan, turn.snapshot),
    resolution: turn.context.resolution,
    since: event.at,
  }
  if (start)
    await addRun(
      db,
      {
        id,
        journey: subject.journey,
        release: subject.release,
        customer: subject.customer,
        conversation: subject.conversation,
      },
      state,
      event.at,
    )
  else await saveRun(db, id, state)
  await addToJournal(db, { run: id, turn: subject.turn, at, event, trail: turn.trail, route, start })
  await changeTimers(db, id, subject.turn, turn.timers)
  const scopeOf = (fact: string) => plan.flat.journey.facts[fact]?.scope ?? 'conversation'
  for (const [name, fact] of Object.entries(turn.learned)) {
    if (scopeOf(name) === 'run') continue
    const own = scopeOf(name) === 'customer' ? await whoseConversation(db, subject.conversation) : undefined
    // Nobody who merely says who they are changes what the customer proved.
    if (own !== undefined && fact.proof === 'claimed' && (await factsOf(db, own))[name]?.proof === 'proved') continue
    await keepFact(db, own ?? subject.conversation, name, fact)
  }
  for (const name of turn.forgotten) {
    if (scopeOf(name) === 'run') continue
    // Whoever was merged into the customer knew it, too.
    const owners = scopeOf(name) === 'customer' ? await idsOf(db, subject.customer) : [subject.conversation]
    for (const owner of owners) await forgetFact(db, owner, name)
  }
  const doing: Doing = {
    db,
    subject,
    channel: turn.context.channel,
    at,
    connected: subject.connected,
    interactions: new Map(subject.cameIn && [[subject.cameIn.channel, subject.cameIn.id]]),
    spoken: new Set(),
  }
  for (const [n, { node, visit, effect }] of turn.effects.entries()) {
    await decide(doing, { id: `${id}/${subject.turn}/${n}`, node, visit }, effect)
  }
  for (const interaction of doing.spoken) {
    const before = interaction === subject.cameIn?.id ? subject.cameIn.speaker : undefined
    if (before !== id) await spokeIn(db, interaction, id)
  }
  if (turn.status === 'ended') {
    const text = `Journey ended: ${(turn.context.resolution ?? 'ended').replaceAll('_', ' ')}`
    await endRun(db, subject, { text, why: 'The journey ended', tried: turn.context.tried }, event.at)
  }
}

/** The handoff by which an agent has the customer through another run than this. */
export function agentElsewhere(runs: readonly RunRow[], run: string): string | null {
  return runs.find((each) => each.id !== run && each.connected !== null)?.connected ?? null
}

interface Doing {
  db: Db
  subject: Subject
  channel: string
  at: number
  connected: string | null
  /** The interaction of each channel that this turn's messages go to; null where there is none. */
  interactions: Map<string, string | null>
  /** Interactions this turn spoke in. */
  spoken: Set<string>
}

interface EffectId {
  id: string
  node: string
  visit: number
}

/** What the store itself carries out happens here, with the turn; everything else goes into the outbox. */
async function decide(doing: Doing, effectId: EffectId, effect: Effect): Promise<void> {
  const { db, subject, at } = doing
  const { id: run, customer, conversation } = subject
  const handoff =
    effect.type.startsWith('handoff.') || effect.type === 'continuity.record' ? await openHandoff(db, run) : undefined
  const say = (text: string, json?: unknown) =>
    addToTimeline(db, {
      id: effectId.id,
      customer,
      conversation,
      interaction: null,
      run,
      at,
      kind: effect.type === 'record.note' ? 'note' : 'handoff',
      direction: null,
      by: 'system',
      channel: null,
      text,
      state: null,
      json,
    })

  if (effect.type === 'handoff.request') {
    if (handoff) await setHandoff(db, handoff.id, { status: 'withdrawn', closed_at: at, outcome: 'asked again' })
    await offerHandoff(db, { ...effectId, run, customer, conversation, channel: doing.channel }, effect, at)
    await say(`Offered to ${effect.queue}: ${effect.context.reason}`)
  } else if (effect.type === 'handoff.withdraw') {
    if (!handoff) return
    await setHandoff(db, handoff.id, { status: 'withdrawn', closed_at: at, outcome: effect.reason })
    await disconnect(doing)
    await say(`Offer taken back: ${effect.reason}`)
  } else if (effect.type === 'handoff.connect') {
    if (!handoff) return
    doing.connected = handoff.id
    await setConnected(db, run, handoff.id)
    await setHandoff(db, handoff.id, { status: 'accepted', accepted_at: at })
    await say('An agent has the customer')
  } else if (effect.type === 'handoff.close') {
    const { outcome, disposition, note } = effect
    if (handoff)
      await setHandoff(db, handoff.id, {
        status: 'closed',
        closed_at: at,
        outcome,
        disposition,
        ...(note ? { note } : {}),
      })
    await disconnect(doing)
    await writeBackResult(doing, disposition, note)
    await say(`Closed by the agent: ${disposition}${note ? `. ${note}` : ''}`)
  } else if (effect.type === 'continuity.record') {
    if (handoff)
      await setHandoff(db, handoff.id, {
        complete: effect.complete ? 1 : 0,
        shown_before_reply: effect.shownBeforeReply ? 1 : 0,
      })
  } else if (effect.type === 'record.note') {
    await say(effect.text)
  } else {
    await queue(doing, effectId, effect)
  }
}

async function disconnect(doing: Doing) {
  doing.connected = null
  await setConnected(doing.db, doing.subject.id, null)
  // Another agent may have the customer still, through another run.
  if (doing.subject.elsewhere === null) await releaseHeld(doing.db, doing.subject.customer)
}

/** What came of it is written back by itself. The call or chat itself may go on after the agent. */
async function writeBackResult(doing: Doing, disposition: string, note: string | undefined) {
  const { db, subject, channel } = doing
  const interaction = await interactionOn(doing, channel)
  if (interaction === null) return
  const said = await recentMessages(db, subject.conversation, 1)
  const summary = note ?? said.map((message) => message.text).join(' ')
  await writeBack(db, interaction, { disposition, summary: summary.slice(0, 2000) })
}

async function queue(doing: Doing, effectId: EffectId, effect: Effect) {
  const { db, subject, at, connected } = doing
  const { id: run, customer, conversation } = subject
  const channel =
    effect.type === 'message.send' ? (effect.channel ?? null) : effect.type === 'call.hang_up' ? 'voice' : null
  const interaction = channel === null ? null : await interactionOn(doing, channel)
  const agent = connected ?? subject.elsewhere
  const held = effect.type === 'message.send' && effect.by !== 'agent' && agent !== null
  const status = held ? ('held' as const) : ('pending' as const)
  await addToOutbox(db, {
    ...effectId,
    run,
    customer,
    conversation,
    interaction,
    type: effect.type,
    channel,
    status,
    effect,
    at,
  })
  if (effect.type !== 'message.send') return
  if (interaction !== null) doing.spoken.add(interaction)
  const { text, by = 'journey', choices, subject: title } = effect
  await addToTimeline(db, {
    id: effectId.id,
    customer,
    conversation,
    interaction,
    run,
    at,
    kind: 'message',
    direction: 'out',
    by,
    channel,
    text,
    state: status,
    json: { choices, subject: title },
  })
  if (channel === 'voice' && (await isOver(db, interaction))) await leaveUnsaid(db, effectId.id, at)
}

async function interactionOn({ db, subject, interactions }: Doing, channel: string): Promise<string | null> {
  const known = interactions.get(channel)
  if (known !== undefined) return known
  const latest =
    (await latestInteraction(db, subject.conversation, channel)) ??
    (await latestInteractionWith(db, subject.customer, channel))
  interactions.set(channel, latest?.id ?? null)
  return latest?.id ?? null
}
