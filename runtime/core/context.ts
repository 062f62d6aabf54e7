import {
  type ChannelId,
  type Fact,
  type FactValue,
  is,
  type JourneyEvent,
  type Json,
  type Said,
  type Tried,
} from '#sdk'
import { limits } from './limits.ts'

/** What a run knows: XState's context, plain data only. */
export interface RunContext {
  /** When the last thing happened, epoch milliseconds. */
  now: number
  channel: ChannelId
  interaction: string | null
  customer: { id: string; name: string | null; language: string | null }
  profile: Record<string, FactValue>
  facts: Record<string, Fact>
  /** What each waiting node remembers. */
  memory: Record<string, Json>
  /** How often each node was entered, so that a late answer to an earlier visit is told apart. */
  visits: Record<string, number>
  /** Failed effects of a node's present visit that were tried again. */
  retries: Record<string, number>
  /** The open questions: where each was asked, and whether another channel may answer. */
  asked: Record<string, { channel: ChannelId; anyChannel: boolean }>
  words: Said[]
  tried: Tried[]
  /** Per stage, milliseconds left of its time limit when it was last left, and when it was entered. */
  left: Record<string, number>
  since: Record<string, number>
  /** The stage being resumed by the transition under way. */
  resuming: string | null
  /** Node entries so far when the last region ended or was resumed: it may end a stage, which XState does by itself. */
  hopsAtEnd: number
  /** How the run ended. */
  resolution: string | null
}

/** What a run starts with. Later changes arrive as events. */
export interface RunStart {
  at: number
  /** The start node the event matched. */
  entry: string
  event: JourneyEvent
  channel: ChannelId
  customer: RunContext['customer']
  profile?: Record<string, FactValue>
  facts?: Record<string, Fact>
}

/** A context with nothing in it yet. A literal, because XState asks for it again on every step. */
export const emptyContext: RunContext = {
  now: 0,
  channel: 'webhook',
  interaction: null,
  customer: { id: '', name: null, language: null },
  profile: {},
  facts: {},
  memory: {},
  visits: {},
  retries: {},
  asked: {},
  words: [],
  tried: [],
  left: {},
  since: {},
  resuming: null,
  hopsAtEnd: 0,
  resolution: null,
}

/** What a run takes in from any event before a node sees it: the words, the channel, changed facts. */
export function hear(context: RunContext, event: JourneyEvent): Partial<RunContext> {
  if (is(event, 'message.received')) {
    return {
      channel: event.channel,
      interaction: event.interaction ?? context.interaction,
      words: remember(context.words, {
        by: 'customer',
        channel: event.channel,
        at: event.at,
        text: event.text || (event.keys ?? ''),
      }),
    }
  }
  if (is(event, 'agent.replied')) {
    const channel = event.channel ?? context.channel
    return { words: remember(context.words, { by: 'agent', channel, at: event.at, text: event.text }) }
  }
  if (is(event, 'call.started')) return { channel: 'voice', interaction: event.interaction ?? context.interaction }
  if (is(event, 'call.ended')) {
    // A question asked aloud is open where the customer wrote last: that is where the next one looks for its answer.
    const channel = context.words.findLast((word) => word.channel !== 'voice')?.channel ?? context.channel
    const asked = Object.entries(context.asked).map(
      ([node, each]) => [node, each.channel === 'voice' ? { ...each, channel } : each] as const,
    )
    return { channel, asked: Object.fromEntries(asked) }
  }
  if (is(event, 'fact.changed')) {
    const { value, channel = null, at, source, proof = 'claimed' } = event
    return { facts: { ...context.facts, [event.name]: { value, channel, at, source, proof } } }
  }
  return {}
}

function remember(words: Said[], said: Said): Said[] {
  return [...words.slice(1 - limits.wordsRemembered), { ...said, text: said.text.slice(0, limits.wordLength) }]
}
