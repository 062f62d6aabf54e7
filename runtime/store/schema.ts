import type { ColumnType, Generated } from 'kysely'

/** Milliseconds since the epoch. */
type Time = number
/** JSON as text; query modules parse and print it. */
type JsonText = string
/** Yes or no, as SQLite holds it. */
type Flag = ColumnType<number, number, number>

/** Every table of the store. Query modules, one per noun, are the only readers and writers. */
export interface Database {
  /** Format of the store and other single values. */
  meta: { key: string; value: string }

  /** Documents being edited: journeys and protocols. `shared` is the binary editing state of all editors. */
  document: {
    id: string
    kind: string
    name: string
    json: JsonText
    shared: Buffer | null
    revision: number
    updated_at: Time
  }
  /** Each save that was published or replaced from outside, for history. */
  revision: { document: string; revision: number; json: JsonText; at: Time; by: string; note: string }
  workspace: { id: number; json: JsonText; updated_at: Time }

  /** Frozen journeys by hash. */
  release: { hash: string; journey: string; number: number; json: JsonText; at: Time; by: string; note: string }
  /** Which release was made current, when; the newest row of a journey counts. */
  deployment: {
    seq: Generated<number>
    journey: string
    release: string
    at: Time
    by: string
    kind: 'deploy' | 'rollback'
  }

  /** `merged_into` always names the customer they are now, never one who was merged in turn. */
  customer: { id: string; name: string | null; language: string | null; created_at: Time; merged_into: string | null }
  /** Customers found to be one person: the one who was merged, and into whom at that time. Undone ones stay. */
  merge: {
    seq: Generated<number>
    customer: string
    survivor: string
    why: string
    by: string
    at: Time
    undone_at: Time | null
    undone_by: string | null
  }
  /** Two customers who may be one person, the smaller id first. A dismissed one is not asked about again. */
  merge_suggestion: {
    one: string
    other: string
    why: string
    at: Time
    dismissed_at: Time | null
    dismissed_by: string | null
  }
  /** One address that identifies a customer: `mailto:`, `tel:`, `webchat:`, `customer:`. */
  identity: { address: string; customer: string; proof: 'claimed' | 'proved'; at: Time }
  profile: { customer: string; name: string; value: JsonText; at: Time }
  /** Facts beyond one run. `owner` is a conversation's or a customer's id. */
  fact: { owner: string; name: string; json: JsonText }
  /** Its customer is whoever's address opened it, also after they were merged: all that came in it came by them. */
  conversation: { id: string; customer: string; opened_at: Time; closed_at: Time | null }
  interaction: {
    id: string
    conversation: string
    channel: string
    direction: 'in' | 'out'
    /** The channel's own name for it: a call id, a thread's first message id, a chat session. */
    key: string
    /** The run that last spoke in it. */
    run: string | null
    started_at: Time
    ended_at: Time | null
    disposition: string | null
    summary: string | null
  }
  /** Ids by which a later event names an interaction: message ids of a thread. */
  thread: { key: string; interaction: string }
  /** Everything a person reads about a conversation, oldest first. */
  timeline: {
    seq: Generated<number>
    id: string
    customer: string
    conversation: string
    interaction: string | null
    run: string | null
    at: Time
    kind: 'message' | 'call' | 'note' | 'handoff' | 'event' | 'run'
    direction: 'in' | 'out' | null
    by: 'customer' | 'journey' | 'agent' | 'system'
    channel: string | null
    text: string
    /** What became of an outgoing message: pending, sent, failed, in_doubt, held. */
    state: string | null
    json: JsonText | null
  }

  run: {
    id: string
    journey: string
    release: string
    customer: string
    conversation: string
    status: 'active' | 'ended' | 'parked' | 'discarded'
    turn: number
    snapshot: JsonText
    /** Where it rests and what it waits for, for routing and for people. */
    waiting: JsonText
    resolution: string | null
    started_at: Time
    since: Time
    /** While an agent has the customer: the handoff's id. */
    connected: string | null
  }
  /** Every turn of every run, without gaps. */
  journal: {
    run: string
    turn: number
    at: Time
    event: JsonText
    trail: JsonText
    route: string
    /** In a run's first turn: what it started with, so that the run can be stepped again exactly. */
    start: JsonText | null
  }
  /** One row per event that came in, under its dedupe key, with the answer it got. */
  arrival: {
    key: string
    at: Time
    channel: string
    status: 'accepted' | 'set_aside' | 'unclaimed'
    run: string | null
    /** Why it went where it went. */
    route: string
    answer: string | null
    event: JsonText | null
    error: string | null
  }
  /** Effects decided and not yet, or already, carried out. The id is the idempotency key: run/turn/n. */
  outbox: {
    seq: Generated<number>
    id: string
    run: string
    node: string
    visit: number
    customer: string
    conversation: string
    interaction: string | null
    type: string
    channel: string | null
    json: JsonText
    status: 'pending' | 'held' | 'sending' | 'sent' | 'failed' | 'in_doubt' | 'discarded'
    attempts: number
    next_at: Time
    created_at: Time
    done_at: Time | null
    reference: string | null
    error: string | null
  }
  timer: { run: string; id: string; turn: number; due: Time; event: JsonText }
  /** Offers to people, from request to close. */
  handoff: {
    id: string
    run: string
    node: string
    visit: number
    customer: string
    conversation: string
    queue: string
    skills: JsonText
    priority: number
    status: 'offered' | 'accepted' | 'closed' | 'withdrawn'
    agent: string | null
    context: JsonText
    channel: string
    offered_at: Time
    accepted_at: Time | null
    shown_at: Time | null
    replied_at: Time | null
    closed_at: Time | null
    outcome: string | null
    disposition: string | null
    note: string | null
    complete: Flag
    shown_before_reply: Flag | null
  }
  /** Messages nobody's journey claimed, for the desk. */
  unclaimed: {
    id: string
    customer: string
    conversation: string
    at: Time
    channel: string
    text: string
    settled_at: Time | null
    settled_by: string | null
  }
  /** A run that was stopped, with all that is needed to see why and go on. */
  incident: {
    id: string
    run: string | null
    at: Time
    code: string
    node: string | null
    message: string
    event: JsonText | null
    settled_at: Time | null
    settled_by: string | null
  }

  account: { id: string; name: string; role: 'admin' | 'editor' | 'agent'; created_at: Time }
  /** Browser logins; the cookie's hash, never the cookie. */
  login: { hash: string; account: string; created_at: Time; expires_at: Time }
  /** One-time links; the token's hash. */
  invite: {
    hash: string
    role: 'admin' | 'editor' | 'agent'
    name: string
    created_at: Time
    expires_at: Time
    used_at: Time | null
  }
  /** Tokens of the CLI and other programs; the token's hash. */
  api_token: { hash: string; name: string; scopes: JsonText; created_at: Time; last_used_at: Time | null }
  /** Who did what, for the record. */
  audit: { seq: Generated<number>; at: Time; by: string; what: string; about: string }
}
