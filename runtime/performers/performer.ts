import type { Effect, JsonObject } from '#sdk'
import type { Db } from '#store/open'

/**
 * How an effect behaves when it is repeated: `keyed` is safe, because the other side drops a repeated key;
 * `at-most-once` is never repeated without a person's word.
 */
export type DeliveryClass = 'keyed' | 'at-most-once'

/** What came of carrying an effect out. */
export type Performed =
  | { status: 'sent'; reference?: string }
  | { status: 'done'; result: JsonObject }
  | { status: 'failed'; code: string; message: string }
  /** It certainly did not go out, and may be tried again. */
  | { status: 'not_sent'; code: string; message: string }
  /** It may have gone out, and nobody can be asked. */
  | { status: 'in_doubt'; reason: string }

/** What a performer knows besides the effect. */
export interface Performance {
  /** The idempotency key: run/turn/n. */
  key: string
  customer: string
  conversation: string
  interaction: string | null
  run: string
  db: Db
}

/** Carries out one kind of effect. */
export interface Performer {
  /** Whether this effect is for it. */
  takes(effect: Effect): boolean
  classOf(effect: Effect): DeliveryClass
  perform(effect: Effect, about: Performance): Promise<Performed>
}

/** All performers of a server, as one. */
export interface Performers {
  classOf(effect: Effect): DeliveryClass
  perform(effect: Effect, about: Performance): Promise<Performed>
}

/** Puts performers together; an effect nobody takes fails with a clear reason. */
export function performersOf(all: readonly Performer[]): Performers {
  const find = (effect: Effect) => all.find((performer) => performer.takes(effect))
  return {
    classOf: (effect) => find(effect)?.classOf(effect) ?? 'at-most-once',
    async perform(effect, about) {
      const performer = find(effect)
      if (performer) return performer.perform(effect, about)
      const channel = effect.type === 'message.send' ? effect.channel : undefined
      const message = channel
        ? `The channel ${channel} is not set up on this server.`
        : `Nothing here carries out ${effect.type}.`
      return { status: 'failed', code: channel ? 'channel.not_configured' : 'effect.unknown', message }
    },
  }
}
