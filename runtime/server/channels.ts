import { setTimeout as pause } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { DeliveryDeps, Endpoint, Normalised } from '#channels/channel'
import { emailMime } from '#channels/email/mime'
import { receiveSmtp } from '#channels/email/smtp'
import type { ChannelSettings } from '#channels/settings'
import { twilioSms } from '#channels/twilio/sms'
import { twilioStatus } from '#channels/twilio/status'
import { twilioVoice } from '#channels/twilio/voice'
import type { VoiceCalls, VoiceEffect } from '#channels/twilio/voice-calls'
import { webchat } from '#channels/webchat/chat'
import { webhook } from '#channels/webhook/webhook'
import type { CallHangUp, MessageSend } from '#sdk'
import { keepAside } from '#store/aside'
import { giveAnswer, givenAnswer, interactionOfCall, questionOf, standingOf } from '#store/calls'
import { chatMessages } from '#store/chats'
import { noteDelivery } from '#store/deliveries'
import type { Deps } from './deps.ts'
import { type Env, may } from './may.ts'
import { peerOf } from './peer.ts'
import { refuse } from './refuse.ts'

/** The ways in, running. */
export type Channels =
  | { ok: true; routes: Hono<Env>[]; smtpPort: number | undefined; stop(): Promise<void> }
  | { ok: false; message: string }

/** Connects the channels to the driver: their addresses over HTTP, and mail by SMTP where it is set up. */
export async function startChannels(deps: Deps, settings: ChannelSettings): Promise<Channels> {
  const { db, driver, log, now } = deps
  const channel: DeliveryDeps = {
    ingest: (arrival) => driver.ingest(arrivalOf(arrival)),
    setAside: (aside) => keepAside(db, aside),
    delivered: (delivery) => noteDelivery(db, delivery, now()),
    log,
    now,
  }
  const routes = [channelRoutes(deps, settings, channel)]
  try {
    const smtp = await receiveSmtp(settings, channel)
    return { ok: true, routes, smtpPort: smtp?.port, stop: async () => smtp?.close() }
  } catch (error) {
    const port = settings.email.smtp?.port
    const why = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'is in use' : 'cannot be listened on'
    return { ok: false, message: `Port ${port} for mail ${why}. Choose another with SMTP_PORT.` }
  }
}

/** Channels prove who sent something by signatures of their own, so none of these asks for a sign-in. */
function channelRoutes(deps: Deps, settings: ChannelSettings, channel: DeliveryDeps): Hono<Env> {
  const { db, driver } = deps
  const calls = voiceCalls(deps)
  const voice = twilioVoice(settings, { ...channel, calls, pause: (ms) => pause(ms) })
  const sms = twilioSms(settings, channel)
  const chat = webchat(settings, {
    ...channel,
    timeline: (id, after, limit) => chatMessages(db, id, after, limit),
    onChange: (listener) => driver.onChange(listener),
  })
  const routes = new Hono<Env>()
  const ways = new Map<string, string>()
  const answer = (endpoint: Endpoint) => async (c: Context<Env>) => {
    try {
      return await endpoint(c.req.raw, peer(c))
    } catch (error) {
      if (!c.req.raw.signal.aborted) throw error
      deps.log.warn(
        { code: 'request.cut_off', path: c.req.path },
        'The other side hung up before it had said everything.',
      )
      return refuse(c, 400, 'request.cut_off', 'The body is not complete.')
    }
  }
  const post = (path: string, endpoint: Endpoint) => {
    ways.set(path, 'POST')
    routes.post(path, may('public'), answer(endpoint))
  }
  post('/channels/email/mime', emailMime(settings, channel))
  post('/channels/webhook/:endpoint', webhook(settings, channel))
  post('/channels/twilio/sms', sms)
  post('/channels/twilio/status', twilioStatus(settings, channel))
  post('/channels/twilio/voice', voice.incoming)
  post('/channels/twilio/voice/continue', voice.continued)
  post('/channels/twilio/voice/wait', voice.waiting)
  post('/channels/twilio/voice/status', voice.status)
  post('/channels/webchat/sessions', chat.sessions)
  post('/channels/webchat/messages', chat.messages)
  ways.set('/channels/webchat/stream', 'GET')
  routes.get('/channels/webchat/stream', may('public'), answer(chat.stream))
  routes.options('/channels/webchat/*', may('public'), answer(chat.options))
  // Last, so that everything above comes first.
  for (const [path, method] of ways)
    routes.all(path, may('public'), (c) => {
      c.header('allow', method)
      return refuse(c, 405, 'request.method', `This address takes ${method} only.`)
    })
  return routes
}

function arrivalOf(arrival: Normalised) {
  const { explicit, ...rest } = arrival
  return explicit === undefined ? rest : { ...rest, explicit: { run: explicit.run, handoff: explicit.handoff } }
}

function voiceCalls({ db, driver, now }: Deps): VoiceCalls {
  return {
    async effects(call) {
      const interaction = await interactionOfCall(db, call)
      if (!interaction) return []
      return (await driver.takeVoice(interaction.id)).map(({ id, json }) => voiceEffect(id, JSON.parse(json)))
    },
    goesOn: async (call) => (await interactionOfCall(db, call))?.closedAt === null,
    standing: (call) => standingOf(db, call),
    question: (call) => questionOf(db, call),
    async giveUp(call, step) {
      const asked = await questionOf(db, call)
      if (!asked) return
      const dedupeKey = `twilio:${call}:step:${step}:silent`
      // As if the time the journey gives were up; it takes its way for that, and drops the timer.
      const event = { type: `${asked.node}.time`, at: now() }
      await driver.ingest({ dedupeKey, event, channel: 'voice', explicit: { run: asked.run } })
    },
    given: (call, step) => givenAnswer(db, call, step),
    give: (call, step, twiml, effects) => giveAnswer(db, call, step, twiml, effects, now()),
  }
}

function voiceEffect(id: string, effect: MessageSend | CallHangUp): VoiceEffect {
  if (effect.type === 'call.hang_up') return { id, type: 'hang_up' }
  const { text, choices, expectsAnswer } = effect
  return { id, type: 'say', text, ...(choices ? { choices } : {}), ...(expectsAnswer ? { expectsAnswer } : {}) }
}

function peer(c: Context<Env>): string | undefined {
  const socket = (c.env as unknown as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress
  return peerOf(socket, c.req.header('x-forwarded-for') ?? null, c.get('deps').proxies)
}
