import twilio from 'twilio'
import type { Moment, OpenQuestion, VoiceEffect } from './voice-calls.ts'

/** Where a call is: its step, and the public address of the endpoints. */
export interface Place {
  base: string
  step: number
}

/** What came before this step. */
export interface Before extends Place {
  /** Whether the call was listening. */
  listening: boolean
  /** Whether a question of the journey's waits for an answer. */
  asked: boolean
  /** For how many steps now neither side has said anything. */
  quiet: number
  /** The question to ask again. */
  again?: OpenQuestion
}

/** A step's TwiML and the effects it says. */
export interface Words {
  twiml: string
  spoken: string[]
}

type Response = InstanceType<typeof twilio.twiml.VoiceResponse>
type Gather = ReturnType<Response['gather']>

/** Most characters of one Say; longer texts are split at sentences. */
const longestSay = 3_000

/** After so many steps in which neither side said anything a call is let go: with a question open, and without. */
const mostQuietAsked = 3
const mostQuiet = 10

const notHeard = 'I cannot hear you. Please call again, or write to us. Goodbye.'
const thatIsAll = 'That is all for now. We go on with it without you on the line. Goodbye.'

const nobody = 'Nobody can take your call right now. We have noted that you called. Goodbye.'

/** Puts into TwiML what a call hears next, and where it comes back to. */
export function callWords({ effects, standing }: Moment, place: Before): Words {
  const response = new twilio.twiml.VoiceResponse()
  if (standing.is === 'offered') {
    // What is said meanwhile is said in the queue: the wait loop pulls it.
    enqueue(response, standing.queue ?? 'support', place)
    return { twiml: response.toString(), spoken: [] }
  }
  const until = effects.findIndex((effect) => effect.type === 'hang_up')
  const words = (until === -1 ? effects : effects.slice(0, until)).filter((effect) => effect.type === 'say')
  const spoken = (until === -1 ? effects : effects.slice(0, until + 1)).map((effect) => effect.id)
  if (until !== -1 || standing.is === 'ended') {
    for (const each of words) say(response, each.text, standing.language)
    // No journey took the call at all: the caller is not hung up on without a word.
    if (words.length === 0 && until === -1 && place.step === 0) say(response, nobody, 'en-US')
    response.hangup()
    return { twiml: response.toString(), spoken }
  }
  const question = words.findLast((each) => each.expectsAnswer === true)
  // A call that is still listening goes on listening; whatever else was said does not take the question back.
  const listens = question !== undefined || place.listening || standing.is === 'with_agent'
  // An agent may take long to write; a journey does not.
  const quiet = standing.is === 'journey' && words.length === 0 ? place.quiet : 0
  const again = quiet > 0 ? place.again : undefined
  if (again === undefined && quiet >= (place.asked ? mostQuietAsked : mostQuiet)) {
    say(response, place.asked ? notHeard : thatIsAll, 'en-US')
    response.hangup()
    return { twiml: response.toString(), spoken }
  }
  const asked = question ?? again
  const aloud: Aloud[] = again === undefined ? words : [again]
  if (listens) listen(response, aloud, place, standing.language, asked)
  else {
    for (const each of aloud) say(response, each.text, standing.language)
    if (aloud.length === 0) response.pause({ length: 1 })
  }
  const next = standing.is === 'journey' ? quiet + 1 : 0
  response.redirect({ method: 'POST' }, continueUrl(place, listens, next))
  return { twiml: response.toString(), spoken }
}

/** The TwiML of one round in the queue: what is said meanwhile, and a pause; or the way out of the queue. */
export function queueWords({ effects, standing }: Moment, place: Place & { round: number }): Words {
  const response = new twilio.twiml.VoiceResponse()
  const words = effects.filter((effect) => effect.type === 'say')
  const over = standing.is !== 'offered' || words.length < effects.length
  if (over) {
    // Left unspoken here, so that the step after the queue says it where it can also listen.
    response.leave()
    return { twiml: response.toString(), spoken: [] }
  }
  for (const each of words) say(response, each.text, standing.language)
  response.pause({ length: words.length === 0 ? 3 : 1 })
  response.redirect({ method: 'POST' }, waitUrl(place, place.round + 1))
  return { twiml: response.toString(), spoken: words.map((each) => each.id) }
}

function enqueue(response: Response, queue: string, place: Place) {
  const action = continueUrl(place, false, 0)
  response.enqueue({ waitUrl: waitUrl(place, 0), waitUrlMethod: 'POST', action, method: 'POST' }, queue)
}

function listen(
  response: Response,
  words: Aloud[],
  place: Place,
  language: string | undefined,
  question: Aloud | undefined,
) {
  const choices = question?.choices ?? []
  const gather = response.gather({
    input: ['speech', 'dtmf'],
    action: continueUrl(place, true, 0),
    method: 'POST',
    timeout: words.length === 0 ? 5 : 6,
    speechTimeout: 'auto',
    actionOnEmptyResult: false,
    ...(choices.length > 0 && choices.length <= 9 ? { numDigits: 1 } : { finishOnKey: '#' }),
    ...(choices.length > 0 ? { hints: choices.map((choice) => choice.label).join(', ') } : {}),
    ...(language === undefined ? {} : { language: language as 'en-US' }),
  })
  for (const each of words) {
    say(gather, each.text, language)
    if (each === question)
      for (const [index, choice] of choices.entries()) say(gather, `For ${choice.label}, press ${index + 1}.`, language)
  }
}

/** What is said, whether it is new or asked again. */
type Aloud = Pick<Extract<VoiceEffect, { type: 'say' }>, 'text' | 'choices'>

function say(to: Response | Gather, text: string, language: string | undefined) {
  const spoken = text.replaceAll(unspeakable, ' ').trim()
  for (const part of spoken.match(
    new RegExp(`[\\s\\S]{1,${longestSay}}(?=[.!?\\s]|$)|[\\s\\S]{1,${longestSay}}`, 'gu'),
  ) ?? []) {
    to.say(language === undefined ? {} : { language: language as 'en-US' }, part.trim())
  }
}

/** What XML 1.0 cannot carry: control characters and halves of characters. */
const unspeakable = /[^\P{Cc}\t\n\r]|\p{Cs}|[\u{fffe}\u{ffff}]/gu

function continueUrl({ base, step }: Place, listening: boolean, quiet: number): string {
  const more = `${listening ? '&listening=1' : ''}${quiet > 0 ? `&quiet=${quiet}` : ''}`
  return `${base}/channels/twilio/voice/continue?step=${step + 1}${more}`
}

function waitUrl({ base, step }: Place, round: number): string {
  return `${base}/channels/twilio/voice/wait?step=${step}&round=${round}`
}
