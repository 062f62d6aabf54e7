import type { Effect, JsonObject } from '#sdk'
import type { Db } from '#store/open'

/** What came of carrying an effect out, as a driver records it. */
export type Performed =
  | { status: 'sent'; reference?: string }
  | { status: 'done'; result: JsonObject }
  | { status: 'failed'; code: string; message: string }
  /** It certainly did not go out, and may be tried again. */
  | { status: 'not_sent'; code: string; message: string }
  /** It may have gone out, and nobody can be asked. */
  | { status: 'in_doubt'; reason: string }

/** What is known about an effect besides itself. */
export interface Performance {
  /** The idempotency key: run/turn/n. */
  key: string
  customer: string
  conversation: string
  interaction: string | null
  run: string
  db: Db
}

/** Everything that carries effects out on a server, as its driver asks for it. */
export interface Performers {
  /** `keyed` effects may be repeated, because the other side drops a repeated key; others never without a person's word. */
  classOf(effect: Effect): 'keyed' | 'at-most-once'
  perform(effect: Effect, about: Performance): Promise<Performed>
}
