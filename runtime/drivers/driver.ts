import type { ChannelId, JourneyEvent } from '#sdk'

/** An event as a channel hands it over: what happened, who says so, and under which name it came. */
export interface Arrival {
  /** The channel's own unique name for it; the same name a second time makes no second turn. */
  dedupeKey: string
  event: JourneyEvent
  channel: ChannelId
  /** Who it is from. Left out when the event names a run or handoff by itself. */
  identity?: { address: string; proof: 'claimed' | 'proved'; name?: string }
  /** Other addresses of the same person, when a signed system says so. */
  also?: { address: string; proof: 'claimed' | 'proved' }[]
  interaction?: {
    /** The channel's name for it: a call id, a thread's first message id, a chat session. */
    key: string
    direction: 'in' | 'out'
    /** Earlier messages it refers to. */
    references?: string[]
    /** This message's own id, which an answer to it will name. */
    message?: string
  }
  /** What it is an answer to, when it says so itself. */
  explicit?: { run?: string; handoff?: string }
  /** The whole text for the timeline, when the event carries a trimmed one. */
  fullText?: string
  /** What a duplicate is answered with, when it is known beforehand. */
  answer?: string
}

/** What became of an event. It is only answered once it is durable. */
export interface Ingested {
  status: 'accepted' | 'duplicate' | 'set_aside' | 'unclaimed'
  run?: string
  interaction?: string
  /** Why it went where it went. */
  route: string
  answer?: string
}

/** What a person decides about a message that may or may not have gone out. */
export type Decision = 'send_again' | 'went_out' | 'give_up'

/** Something changed that a screen may be showing. */
export interface Change {
  about: 'run' | 'timeline' | 'handoff' | 'outbox' | 'incident' | 'unclaimed'
  customer?: string
  conversation?: string
  id: string
}

/** Commits turns and has their effects carried out. */
export interface Driver {
  /** Takes an event in. Resolves after its turn is committed; rejects when the store can no longer be trusted. */
  ingest(arrival: Arrival): Promise<Ingested>
  /** Tries a parked run's last event again. */
  retry(incident: string, by: string): Promise<'retried' | 'unknown'>
  /** Ends a parked run for good. */
  discard(incident: string, by: string): Promise<'discarded' | 'unknown'>
  /** Settles a message that is in doubt. */
  decide(effect: string, decision: Decision, by: string): Promise<'decided' | 'unknown'>
  /** Carries out what a voice call is waiting for, from the outbox. */
  takeVoice(interaction: string): Promise<{ id: string; type: string; json: string }[]>
  /** Marks effects of a call as spoken. */
  spoken(effects: string[]): Promise<void>
  /** Forgets compiled releases of a journey, after a deploy or rollback. */
  released(): void
  onChange(listener: (change: Change) => void): () => void
  /** Whether events are still taken in; false once the store cannot be trusted. */
  ready(): boolean
  stop(): Promise<void>
}
