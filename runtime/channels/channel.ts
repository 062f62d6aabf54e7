import type { ChannelId, JourneyEvent, Proof } from '#sdk'

/** One of the addresses a person is known by: `tel:+1555…`, `mailto:a@b.c`, `webchat:<visitor>`, `customer:<id>`, `call:<id>`. */
export interface Identity {
  address: string
  proof: Proof
  name?: string
}

/** An event as a channel understood it: what happened, who says so, and under which name it came. */
export interface Normalised {
  /** The channel's own unique name for it, such as `twilio:SM…`; the same name a second time makes no second turn. */
  dedupeKey: string
  event: JourneyEvent
  channel: ChannelId
  /** Who it is from. Left out when the event names an effect or run by itself. */
  identity?: Identity
  /** Other addresses of the same person, when a signed system says so. */
  also?: Identity[]
  interaction?: {
    /** The channel's name for it: a call id, a thread's first message id, a chat's id. */
    key: string
    direction: 'in' | 'out'
    /** Earlier messages it refers to. */
    references?: string[]
    /** This message's own id, which an answer to it will name. */
    message?: string
  }
  /** What it is an answer to, when it says so itself. */
  explicit?: { run?: string; effect?: string; handoff?: string }
  /** The whole text for the timeline, when the event carries a trimmed one. */
  fullText?: string
  /** What a duplicate is answered with. */
  answer?: string
}

/** What became of an event once it was durable. */
export interface Ingested {
  status: 'accepted' | 'duplicate' | 'set_aside' | 'unclaimed'
  run?: string
  /** The answer the first one got, when this is a duplicate. */
  answer?: string
}

/** A message that must not reach a journey, such as another machine's automatic reply. People can still see it. */
export interface SetAside {
  dedupeKey: string
  channel: ChannelId
  at: number
  /** Why, as a code: `email.automatic`, `sms.opt_out`. */
  reason: string
  from: string
  subject?: string
  text: string
}

/** Where channels say what they did: ids, sizes and reasons, never what a customer wrote. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
}

/** What every channel is given. `ingest` and `setAside` resolve only once what they were given is durable. */
export interface ChannelDeps {
  ingest(arrival: Normalised): Promise<Ingested>
  setAside(aside: SetAside): Promise<void>
  log: Log
  now(): number
}

/** What the other side says about a message we sent, or about one part of a long one. */
export interface Delivery {
  effect: string
  /** The other side's own id of it. */
  reference: string
  state: 'sent' | 'delivered' | 'failed'
  reason?: string
  /** Which part it is about, of how many. */
  part: number
  of: number
}

/** What channels need on which the other side reports how a message of ours is getting on. */
export interface DeliveryDeps extends ChannelDeps {
  /** Notes a report, which also settles a message in doubt; answers what is held of it now, for reports come late. */
  delivered(delivery: Delivery): Promise<Delivery['state'] | 'unknown'>
}

/** Answers one HTTP request. `peer` is the other side's network address, as far as the server knows it. */
export type Endpoint = (request: Request, peer?: string) => Promise<Response>

/** The run an effect belongs to: effect ids are `run/turn/n`. */
export function runOf(effect: string): string | undefined {
  return /^(.+)\/\d+\/\d+$/.exec(effect)?.[1]
}
