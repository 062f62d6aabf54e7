import type { ChannelId } from './channel.ts'
import type { FactValue, Proof } from './fact.ts'
import type { JsonObject } from './json.ts'

/** One of the answers offered with a question. Shown as a button, a numbered line, or a key on a call. */
export interface Choice {
  id: string
  label: string
}

/** Says something to the customer. */
export interface MessageSend {
  type: 'message.send'
  text: string
  /** The channel to use; the customer's current one when left out. */
  channel?: ChannelId
  subject?: string
  choices?: Choice[]
  /** Whether we now listen for an answer: a call gathers speech or keys instead of only speaking. */
  expectsAnswer?: boolean
  /** Who speaks. An agent's words pass even while the journey's own are held back. */
  by?: 'journey' | 'agent'
}

/** One known fact as an agent sees it. */
export interface GivenFact {
  name: string
  label: string
  value: FactValue
  channel: ChannelId | null
  at: number
  source: string
  proof: Proof
}

/** Something that was already tried for the customer, with what came of it. */
export interface Tried {
  what: string
  result: string
  at: number
}

/** Everything a person is given with a handoff. The desk joins the transcript of all channels to it. */
export interface ContextPackage {
  /** The summary card, one line each: who, why, what is known, what was tried, what is open. */
  summary: { label: string; text: string }[]
  facts: GivenFact[]
  tried: Tried[]
  /** Known facts that were left out, each with the reason the document gives. */
  leftOut: { name: string; reason: string }[]
  /** Whether everything known was given. */
  complete: boolean
  reason: string
  language: string | null
}

/** Asks for a person. */
export interface HandoffRequest {
  type: 'handoff.request'
  queue: string
  skills?: string[]
  priority: 'low' | 'normal' | 'high' | 'urgent'
  context: ContextPackage
}

/** Takes a request for a person back, because the customer left or time ran out. */
export interface HandoffWithdraw {
  type: 'handoff.withdraw'
  reason: string
}

/** A person has the customer now: the journeys' own messages are held until it is over. */
export interface HandoffConnect {
  type: 'handoff.connect'
}

/** The person is done: closes the handoff and writes the interaction back to the customer's record. */
export interface HandoffClose {
  type: 'handoff.close'
  outcome: string
  disposition: string
  note?: string
}

/** Records whether the agent had the whole context on screen before the first reply. */
export interface ContinuityRecord {
  type: 'continuity.record'
  complete: boolean
  shownBeforeReply: boolean
}

/** Calls another system over HTTP. Its answer comes back as `effect.done`. */
export interface HttpRequest {
  type: 'http.request'
  /** The name its result comes back under. */
  as: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  body?: string
  /** The name of a secret the server sends as a bearer token. Never the secret itself. */
  secret?: string
  /** Longest wait for the answer, milliseconds. */
  timeoutMs: number
  /** Whether the other side drops a repeated Idempotency-Key, so that a repeat is safe. */
  idempotent: boolean
}

/** Looks the customer up in the record. The answer comes back as `effect.done`. */
export interface RecordRecall {
  type: 'record.recall'
  as: string
  what: ('profile' | 'facts' | 'history' | 'open_runs')[]
}

/** Keeps a note on the customer's timeline, for people to read. */
export interface RecordNote {
  type: 'record.note'
  text: string
}

/** Ends the call the customer is on. */
export interface CallHangUp {
  type: 'call.hang_up'
}

/** An effect of an installed node package, carried out by the performer registered for its type. */
export interface CustomEffect {
  type: `custom.${string}`
  as?: string
  data: JsonObject
}

/** What a node wants done in the world, as data. Drivers carry effects out after the turn is committed. */
export type Effect =
  | MessageSend
  | HandoffRequest
  | HandoffWithdraw
  | HandoffConnect
  | HandoffClose
  | ContinuityRecord
  | HttpRequest
  | RecordRecall
  | RecordNote
  | CallHangUp
  | CustomEffect
