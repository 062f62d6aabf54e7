import type { Choice } from '#sdk'

/** One thing a call is to hear or do, decided and not yet given to it. */
export type VoiceEffect =
  | { id: string; type: 'say'; text: string; choices?: Choice[]; expectsAnswer?: boolean }
  | { id: string; type: 'hang_up' }

/** How a call stands with its journey. */
export interface Standing {
  /** `offered`: waits for a person. `with_agent`: has one. `ended`: no run has anything more to say. */
  is: 'journey' | 'offered' | 'with_agent' | 'ended'
  /** The queue it waits in, when offered. */
  queue?: string
  /** The language to speak and listen in, such as `en-GB`. */
  language?: string
}

/** A question a call heard and has not answered. */
export interface OpenQuestion {
  text: string
  choices?: Choice[]
  /** Whether the journey says what happens when nobody answers it in time. */
  timed: boolean
}

/** What calls need from the engine. `call` is the provider's call id, the interaction's key. */
export interface VoiceCalls {
  /** Whether a call came in here and what it was about goes on. */
  goesOn(call: string): Promise<boolean>
  /** What is decided for this call and not yet given to it, oldest first. */
  effects(call: string): Promise<VoiceEffect[]>
  standing(call: string): Promise<Standing>
  /** What the call was asked last, while that waits for an answer. */
  question(call: string): Promise<OpenQuestion | undefined>
  /** Lets the time for the open question be up: its caller says nothing. Once for each step. */
  giveUp(call: string, step: string): Promise<void>
  /** What a step was answered with before. */
  given(call: string, step: string): Promise<string | undefined>
  /**
   * Keeps a step's answer and marks its effects as spoken, in one transaction. When the step has an answer already,
   * changes nothing and returns that one.
   */
  give(call: string, step: string, twiml: string, effects: readonly string[]): Promise<string>
}

/** The time, as the wait for effects needs it. */
export interface Waiting {
  now(): number
  pause(ms: number): Promise<void>
}

/** What a call is told now. */
export interface Moment {
  effects: VoiceEffect[]
  standing: Standing
}

/** Longest wait for what a turn decides: Twilio gives up on a request after 15 s, and callers much sooner. */
const longestWaitMs = 5_000

/** Waits until there is something to tell the call, at most five seconds. */
export async function nextMoment(
  calls: VoiceCalls,
  call: string,
  waiting: Waiting,
  waitMs = longestWaitMs,
): Promise<Moment> {
  const until = waiting.now() + waitMs
  for (;;) {
    const standing = await calls.standing(call)
    const effects = await calls.effects(call)
    // A person takes longer to type than a caller should stay unheard: the call listens meanwhile.
    if (effects.length > 0 || standing.is !== 'journey' || waiting.now() >= until) return { effects, standing }
    await waiting.pause(100)
  }
}
