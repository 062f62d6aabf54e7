import type { CallEnded, CallStarted, MessageReceived } from '#sdk'
import { notNow, refuse, xml } from '../answer.ts'
import type { ChannelDeps, Endpoint } from '../channel.ts'
import { words } from '../words.ts'
import { caller } from './caller.ts'
import { type SignedForm, signedForm, type TwilioSettings } from './signed-form.ts'
import { type Moment, nextMoment, type VoiceCalls, type Waiting } from './voice-calls.ts'
import { type Before, callWords, queueWords, type Words } from './voice-words.ts'

/** What calls need besides the usual. */
export interface VoiceDeps extends ChannelDeps, Waiting {
  calls: VoiceCalls
}

/**
 * `POST /channels/twilio/voice`, `/voice/continue`, `/voice/wait` and `/voice/status`: phone calls. The answer to each
 * request is what the call hears next. Each step of a call is answered once: asked again, it gets the same.
 */
export function twilioVoice(
  settings: TwilioSettings,
  deps: VoiceDeps,
): Record<'incoming' | 'continued' | 'waiting' | 'status', Endpoint> {
  const endpoint = (answer: (call: string, signed: SignedForm) => Promise<Response>): Endpoint => {
    return async (request) => {
      const signed = await signedForm(request, settings, deps)
      if (signed instanceof Response) return signed
      const call = signed.params.CallSid ?? ''
      if (!/^CA[0-9a-zA-Z]{1,64}$/.test(call)) return refuse(deps.log, 400, 'twilio.malformed', 'A call needs CallSid.')
      try {
        return await answer(call, signed)
      } catch (error) {
        return notNow(deps.log, error, { channel: 'voice', call })
      }
    }
  }
  const base = settings.publicUrl
  return {
    incoming: endpoint(async (call, { params }) => {
      await started(call, params, deps)
      return step(call, '0', deps, (moment) =>
        callWords(moment, { base, step: 0, listening: false, asked: false, quiet: 0 }),
      )
    }),
    continued: endpoint(async (call, { params, query }) => {
      const number = whole(query.get('step'))
      if (number === undefined) return refuse(deps.log, 400, 'twilio.malformed', 'A call goes on at a step.')
      if (isGone(params)) return xml(nothing)
      await said(call, number, params, deps)
      const heard = isSaid(params)
      const listening = query.get('listening') === '1' && !heard
      const quiet = heard ? 0 : (whole(query.get('quiet')) ?? 0)
      const silence = await hearSilence(call, number, quiet, listening, deps)
      const before = { base, step: number, quiet, ...silence }
      // While we listen, silence on our side is right: there is nothing to wait for.
      const waitMs = before.listening ? 0 : undefined
      return step(call, `${number}`, deps, (moment) => callWords(moment, before), waitMs)
    }),
    waiting: endpoint(async (call, { params, query }) => {
      const number = whole(query.get('step'))
      const round = whole(query.get('round'))
      if (number === undefined || round === undefined)
        return refuse(deps.log, 400, 'twilio.malformed', 'A call waits at a step.')
      if (isGone(params)) return xml(nothing)
      return step(call, `${number}.${round}`, deps, (moment) => queueWords(moment, { base, step: number, round }))
    }),
    status: endpoint(async (call, { params }) => {
      await ended(call, params, deps)
      return new Response(null, { status: 204 })
    }),
  }
}

/** Answers a step as it was answered before, or works its answer out and keeps it. */
async function step(
  call: string,
  name: string,
  deps: VoiceDeps,
  words: (moment: Moment) => Words,
  waitMs?: number,
): Promise<Response> {
  const given = await deps.calls.given(call, name)
  if (given !== undefined) return xml(given)
  const moment = await nextMoment(deps.calls, call, deps, waitMs)
  const { twiml, spoken } = words(moment)
  deps.log.info(
    { channel: 'voice', call, step: name, spoken: spoken.length, standing: moment.standing.is },
    'A call was answered.',
  )
  return xml(await deps.calls.give(call, name, twiml, spoken))
}

type Silence = Pick<Before, 'listening' | 'asked' | 'again'>

/**
 * What a caller's silence means: the first time they are asked again; after that the journey goes on as where nobody
 * answers in time. Where it does not say how, they are asked once more, and then let go.
 */
async function hearSilence(
  call: string,
  number: number,
  quiet: number,
  listening: boolean,
  deps: VoiceDeps,
): Promise<Silence> {
  // With an agent nobody is hurried.
  const counts = listening && quiet > 0 && (await deps.calls.standing(call)).is === 'journey'
  const question = counts ? await deps.calls.question(call) : undefined
  if (!question || quiet > 2) return { listening, asked: question !== undefined }
  if (quiet === 1 || !question.timed) return { listening, asked: true, again: question }
  await deps.calls.giveUp(call, `${number}`)
  deps.log.info({ channel: 'voice', call, step: number }, 'A caller said nothing; the journey goes on.')
  return { listening: false, asked: false }
}

async function started(call: string, params: Record<string, string>, deps: VoiceDeps): Promise<void> {
  const identity = caller(params)
  const event: CallStarted = { type: 'call.started', channel: 'voice', at: deps.now(), proof: identity.proof }
  const interaction = { key: call, direction: 'in' as const }
  await deps.ingest({ dedupeKey: `twilio:${call}:started`, event, channel: 'voice', identity, interaction })
}

const nothing = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

/** Whether nobody is left to hear the answer, so that nothing counts as spoken. */
function isGone(params: Record<string, string>): boolean {
  return params.QueueResult === 'hangup' || over.has(params.CallStatus ?? '')
}

function isSaid(params: Record<string, string>): boolean {
  return Boolean(params.Digits) || Boolean(params.SpeechResult?.trim())
}

/** Words or keys become a message; a redirect that brings neither says nothing. */
async function said(call: string, number: number, params: Record<string, string>, deps: VoiceDeps): Promise<void> {
  if (!isSaid(params)) return
  const identity = caller(params)
  // Who presses a key while speaking means the key: what was heard of the words is a guess.
  const keys = params.Digits ? { keys: params.Digits.slice(0, 100) } : {}
  const text = keys.keys ?? words(params.SpeechResult?.trim() ?? '')
  const event: MessageReceived = {
    type: 'message.received',
    channel: 'voice',
    at: deps.now(),
    text,
    ...keys,
    proof: identity.proof,
  }
  const interaction = { key: call, direction: 'in' as const }
  await deps.ingest({ dedupeKey: `twilio:${call}:step:${number}`, event, channel: 'voice', identity, interaction })
}

const over = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled'])

async function ended(call: string, params: Record<string, string>, deps: VoiceDeps): Promise<void> {
  // A call that never came in, or that was over for us before, ends without us.
  if (!over.has(params.CallStatus ?? '') || !(await deps.calls.goesOn(call))) return
  const event: CallEnded = { type: 'call.ended', channel: 'voice', at: deps.now() }
  const interaction = { key: call, direction: 'in' as const }
  await deps.ingest({
    dedupeKey: `twilio:${call}:ended`,
    event,
    channel: 'voice',
    identity: caller(params),
    interaction,
  })
  deps.log.info({ channel: 'voice', call }, 'A call ended.')
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}
