import type { ChannelId, Effect, JsonObject } from '#sdk'

/** What came of carrying out an effect. Failures are answers; performers never try again by themselves. */
export type Performed =
  /** Gone out. `reference` is the other side's name for it. */
  | { status: 'sent'; reference?: string }
  /** Done, with an answer for the journey. */
  | { status: 'done'; result: JsonObject }
  /** Refused for good. */
  | { status: 'failed'; code: string; message: string }
  /** Certainly not gone out, or not all of it; with `retryable`, a later attempt may succeed. */
  | { status: 'not_sent'; retryable: boolean; code: string; message?: string }
  /** It may have gone out and nobody can be asked: a person decides. */
  | { status: 'in_doubt'; reason: string }

/** Where a message goes, and what it continues. */
export interface PerformContext {
  /** The channel to use, already decided. */
  channel: ChannelId | null
  /** The customer's address there: `mailto:…`, `tel:…`, `webchat:…`. */
  to: string | null
  /** For e-mail: the thread the message belongs to. */
  thread?: { subject?: string; inReplyTo?: string; references: string[] }
  /** For a channel that sends long texts in parts. */
  parts?: PartsOut
}

/** Which parts of a message went out at an earlier attempt. They are never sent again. */
export interface PartsOut {
  /** Their numbers, from 1. */
  known(): Promise<ReadonlySet<number>>
  /** Keeps that a part went out, before the next one goes. */
  keep(part: number, reference: string | undefined): Promise<void>
}

/**
 * Carries out one kind of effect. Its class says what a repeat means: `keyed` is safe under the same key, `checkable`
 * can be asked whether it happened, `at-most-once` may never be repeated by itself.
 */
export interface Performer<Kind extends Effect = Effect> {
  type: Kind['type']
  class: 'keyed' | 'checkable' | 'at-most-once'
  perform(effect: Kind, key: string, context: PerformContext): Promise<Performed>
}

/** Where performers say what they did: ids and sizes, never contents. */
export interface PerformerLog {
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
}
