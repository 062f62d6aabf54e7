import type { ChannelId } from './channel.ts'
import type { FactValue, Proof } from './fact.ts'
import type { Json, JsonObject } from './json.ts'

/** What every event carries. */
interface Happened {
  /** When it happened, epoch milliseconds. */
  at: number
}

/** The customer said something: a text, an e-mail, words on a call, or keys pressed on a call. */
export interface MessageReceived extends Happened {
  type: 'message.received'
  channel: ChannelId
  text: string
  /** The id of the choice pressed, when the customer used a button. */
  choice?: string
  /** The keys pressed on a call, when there were no words. */
  keys?: string
  subject?: string
  /** The interaction (thread, chat session, call) it belongs to. */
  interaction?: string
  /** How sure we are of the sender; claimed when left out. */
  proof?: Proof
}

/** A call came in, or the customer called into an open conversation. */
export interface CallStarted extends Happened {
  type: 'call.started'
  channel: 'voice'
  interaction?: string
  proof?: Proof
}

/** The caller or the line hung up. */
export interface CallEnded extends Happened {
  type: 'call.ended'
  channel: 'voice'
  interaction?: string
}

/** A message we sent could not be delivered. */
export interface MessageFailed extends Happened {
  type: 'message.failed'
  channel: ChannelId
  reason: string
}

/** An agent took the offer of a handoff. */
export interface AgentAccepted extends Happened {
  type: 'agent.accepted'
  handoff: string
  agent: { id: string; name: string }
}

/** An agent refused the offer of a handoff. */
export interface AgentDeclined extends Happened {
  type: 'agent.declined'
  handoff: string
  reason?: string
}

/** The whole context was on the agent's screen. */
export interface ContextShown extends Happened {
  type: 'context.shown'
  handoff: string
}

/** The agent said something to the customer. */
export interface AgentReplied extends Happened {
  type: 'agent.replied'
  handoff: string
  agent: { id: string; name: string }
  text: string
  channel?: ChannelId
}

/** The agent finished and chose what came of it. */
export interface AgentClosed extends Happened {
  type: 'agent.closed'
  handoff: string
  outcome: 'resolved' | 'returned' | 'transferred'
  disposition: string
  note?: string
  /** Facts the agent learned, given back to the journey. */
  facts?: Record<string, FactValue>
  /** The queue to transfer to, with outcome `transferred`. */
  queue?: string
}

/** The customer left before or while a person was with them. */
export interface CustomerLeft extends Happened {
  type: 'customer.left'
  channel?: ChannelId
}

/** Something known about the customer changed while the run was under way. */
export interface FactChanged extends Happened {
  type: 'fact.changed'
  name: string
  value: FactValue
  channel?: ChannelId
  source: string
  proof?: Proof
}

/** A node's own alarm went off (a `wake` in its reply). */
export interface Woke extends Happened {
  type: 'node.woke'
}

/** An effect of this node's present visit came back. */
export interface EffectDone extends Happened {
  type: 'effect.done'
  /** The effect's name, as the node gave it. */
  effect: string
  result: JsonObject
}

/** An effect of this node's present visit failed for good, its retries used up. */
export interface EffectFailed extends Happened {
  type: 'effect.failed'
  effect: string
  error: { code: string; message: string }
}

/** The events the runtime itself knows, by type. */
export interface KnownEvents {
  'message.received': MessageReceived
  'message.failed': MessageFailed
  'call.started': CallStarted
  'call.ended': CallEnded
  'agent.accepted': AgentAccepted
  'agent.declined': AgentDeclined
  'context.shown': ContextShown
  'agent.replied': AgentReplied
  'agent.closed': AgentClosed
  'customer.left': CustomerLeft
  'fact.changed': FactChanged
  'node.woke': Woke
  'effect.done': EffectDone
  'effect.failed': EffectFailed
}

/** An event of another system, such as `order.delayed`. */
export interface ExternalEvent extends Happened {
  type: string
  /** What the other system said about it. */
  data?: { [key: string]: Json }
}

/** Anything that can happen to a run. */
export type JourneyEvent = KnownEvents[keyof KnownEvents] | ExternalEvent

/** Narrows an event by its type: `if (is(event, 'message.received')) event.text`. */
export function is<Type extends keyof KnownEvents>(event: JourneyEvent, type: Type): event is KnownEvents[Type] {
  return event.type === type
}
