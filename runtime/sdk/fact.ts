import type { ChannelId } from './channel.ts'

/** The kinds of values a fact can have. Dates are ISO 8601 (`2026-03-12`). */
export const factTypes = ['text', 'number', 'boolean', 'date', 'email', 'phone'] as const

/** One kind of value. */
export type FactType = (typeof factTypes)[number]

/** A fact's value, as JSON holds it. */
export type FactValue = string | number | boolean

/**
 * How sure we are who said it: `claimed` is what anybody could type (a From address, a form field);
 * `proved` came over a signed channel or a verification.
 */
export type Proof = 'claimed' | 'proved'

/** A typed piece of what is known, with where it came from. */
export interface Fact {
  value: FactValue
  /** Where it was learned. `null` when a system told us. */
  channel: ChannelId | null
  /** When it was learned, epoch milliseconds. */
  at: number
  /** The node that captured it, or `record` when it was known before the run started. */
  source: string
  proof: Proof
}
