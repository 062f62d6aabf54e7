import twilio from 'twilio'
import type { Moment, VoiceEffect } from './voice-calls.ts'

/** Where a call is: its step, the public address of the endpoints, and whether an answer is still expected. */
export interface Place {
  base: string
  step: number
  listening: boolean
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

const nobody = 'Nobody can take your call right now. We have noted that you called. Goodbye.'

/** Puts into TwiML what a call hears next, and where it comes back to. */
export function callWords({ effects, standing }: Moment, place: Place): Words {
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
  const question = words.findLastIndex((each) => each.expectsAnswer === true)
  // A call that is still listening goes on listening; whatever else was said does not take the question back.
  const listens = question !== -1 || place.listening || standing.is === 'with_agent'
  if (listens)
    listen(
      response,
      words,
      { ...place, listening: true },
      standing.language,
      question === -1 ? undefined : words[question],
    )
  else {
    for (const each of words) say(response, each.text, standing.language)
    if (words.length === 0) response.pause({ length: 1 })
  }
  response.redirect({ method: 'POST' }, continueUrl({ ...place, listening: listens }))
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
  const action = continueUrl({ ...place, listening: false })
  response.enqueue({ waitUrl: waitUrl(place, 0), waitUrlMethod: 'POST', action, method: 'POST' }, queue)
}

function listen(
  response: Response,
  words: Say[],
  place: Place,
  language: string | undefined,
  question: Say | undefined,
) {
  const choices = question?.choices ?? []
  const gather = response.gather({
    input: ['speech', 'dtmf'],
    action: continueUrl({ ...place, listening: true }),
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

type Say = Extract<VoiceEffect, { type: 'say' }>

function say(to: Response | Gather, text: string, language: string | undefined) {
  const spoken = text.replaceAll(unspeakable, ' ').trim()
  for (const part of spoken.match(
    new RegExp(`[\\s\\S]{1,${longestSay}}(?=[.!?\\s]|$)|[\\s\\S]{1,${longestSay}}`, 'g'),
  ) ?? []) {
    to.say(language === undefined ? {} : { language: language as 'en-US' }, part.trim())
  }
}

/** What XML 1.0 cannot carry: control characters and halves of characters. */
const unspeakable = /[^\P{Cc}\t\n\r]|\p{Cs}|[\u{fffe}\u{ffff}]/gu

function continueUrl({ base, step, listening }: Place): string {
  return `${base}/channels/twilio/voice/continue?step=${step + 1}${listening ? '&listening=1' : ''}`
}

function waitUrl({ base, step }: Place, round: number): string {
  return `${base}/channels/twilio/voice/wait?step=${step}&round=${round}`
}
