import type { Effect, Fact, JourneyEvent, Reply } from '#sdk'
import type { RunContext } from '../context.ts'
import { limits } from '../limits.ts'

/** What XState's `enqueueActions` hands us, as far as we use it. */
export interface Enqueue {
  (action: { type: 'effect'; params: EffectParams }): void
  assign(changes: Partial<RunContext>): void
  raise(event: Raised, options?: { id: string; delay: number }): void
  cancel(id: string): void
}

/** An effect as a driver receives it: which node wants it, at which of its visits. */
export interface EffectParams {
  node: string
  visit: number
  effect: Effect
}

/** An event the machine sends to itself. */
export interface Raised {
  type: string
  at: number
  /** The node or stage it speaks for, and the outcome taken; drivers read the trail from these. */
  node?: string
  outcome?: string
  visit?: number
  /** Node entries so far in this turn, so that a loop without a wait stops. */
  hops?: number
}

/** The moment something happens: every event carries it; what XState raises by itself counts as the last known one. */
export function momentOf(event: unknown, context: RunContext): number {
  const carried = event as { at?: number; input?: { at?: number } }
  return carried.at ?? carried.input?.at ?? context.now
}

/** Node entries so far in this turn. What XState raises itself when regions have ended carries none, so it is in the context. */
export function hopsOf(event: unknown, context: RunContext): number {
  const { type, hops } = event as Raised
  return hops ?? (type.startsWith('xstate.done.state.') ? context.hopsAtEnd : 0)
}

/** Whether a turn has gone on for too long. The run stays here then, and its driver parks it for a person to look at. */
export function isOverrun(enqueue: Enqueue, id: string, hops: number): boolean {
  if (hops < limits.entriesPerTurn) return false
  enqueue({ type: 'overrun' as 'effect', params: { node: id } as never })
  return true
}

/** Turns a node's reply into XState's own actions. `context` is what the node saw. */
export function applyReply(
  enqueue: Enqueue,
  context: RunContext,
  node: { id: string; listens: boolean },
  reply: Reply,
  now: { at: number; hops: number; event: JourneyEvent | undefined },
): void {
  const { id } = node
  const { at } = now
  const visit = context.visits[id] ?? 0
  for (const effect of reply.effects ?? []) {
    enqueue({ type: 'effect', params: { node: id, visit, effect: withChannel(effect, context) } })
  }
  if (reply.wakeMs !== undefined) {
    enqueue.cancel(`${id}.wake`)
    enqueue.raise(
      { type: `${id}.wake`, at: at + reply.wakeMs, visit },
      { id: `${id}.wake`, delay: Math.max(1, reply.wakeMs) },
    )
  }
  const done = reply.outcome !== undefined
  const memory = { ...context.memory }
  const asked = { ...context.asked }
  if (done || reply.memory === undefined) delete memory[id]
  else memory[id] = reply.memory as RunContext['memory'][string]
  if (done) delete asked[id]
  else if (node.listens)
    asked[id] = { channel: questionChannel(reply, asked[id]?.channel, context), anyChannel: reply.anyChannel ?? false }
  enqueue.assign({
    ...context,
    now: at,
    memory,
    asked,
    facts: reply.captured || reply.forgotten ? factsAfter(context, id, reply, now) : context.facts,
    tried: reply.tried ? [...context.tried.slice(1 - limits.triedRemembered), { ...reply.tried, at }] : context.tried,
  })
  if (reply.outcome !== undefined) {
    enqueue.raise({ type: `${id}.${reply.outcome}`, node: id, outcome: reply.outcome, at, hops: now.hops + 1 })
  }
}

function withChannel(effect: Effect, context: RunContext): Effect {
  return effect.type === 'message.send' && !effect.channel ? { ...effect, channel: context.channel } : effect
}

function questionChannel(reply: Reply, before: RunContext['channel'] | undefined, context: RunContext) {
  const question = reply.effects?.findLast((effect) => effect.type === 'message.send')
  return question?.type === 'message.send' ? (question.channel ?? context.channel) : (before ?? context.channel)
}

function factsAfter(
  context: RunContext,
  id: string,
  reply: Reply,
  { at, event }: { at: number; event: JourneyEvent | undefined },
) {
  const facts: Record<string, Fact> = { ...context.facts }
  for (const name of reply.forgotten ?? []) delete facts[name]
  const heard = event?.type === 'message.received' || event?.type === 'call.started'
  // What a system tells us came over a signed or authenticated line; a customer's words count as their channel does.
  const proof = heard ? ((event as { proof?: Fact['proof'] }).proof ?? 'claimed') : 'proved'
  for (const [name, value] of Object.entries(reply.captured ?? {})) {
    facts[name] = { value, channel: heard ? context.channel : null, at, source: id, proof }
  }
  return facts
}
