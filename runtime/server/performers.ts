import { join } from 'node:path'
import type { Logger } from 'pino'
import type { ChannelSettings } from '#channels/settings'
import type { Performers } from '#drivers/performers'
import { guardedClient } from '#performers/guarded-client'
import { httpPerformer } from '#performers/http-request'
import { messagePerformer } from '#performers/message-send'
import { recallRecord } from '#performers/record-recall'
import type { Effect } from '#sdk'
import { keepPart, partsOut } from '#store/deliveries'
import { replyAddress } from '#store/reply-address'
import type { Config } from './config.ts'

/** Everything that carries effects out on this server, as the driver asks for it. */
export function allPerformers(parts: { config: Config; settings: ChannelSettings; log: Logger }): Performers {
  const { config, settings, log } = parts
  const client = guardedClient({ allowPrivateHosts: settings.allowPrivateHosts })
  const { email, twilio, publicUrl } = settings
  const messages = messagePerformer({
    settings: {
      email: { from: email.from, relayUrl: email.relayUrl, outboxFolder: join(config.data, 'outbox') },
      ...(twilio ? { sms: { ...twilio, authToken: twilio.authTokens[0] ?? '', publicUrl } } : {}),
    },
    client,
    log,
  })
  const http = httpPerformer({ client, secret: (name) => config.secrets[name], log })
  return {
    classOf: (effect: Effect) => (isRepeatable(effect) ? 'keyed' : 'at-most-once'),
    async perform(effect, { key, customer, conversation, run, db }) {
      if (effect.type === 'record.recall') {
        return { status: 'done', result: await recallRecord(db, effect, { customer, conversation, run }) }
      }
      if (effect.type === 'message.send') {
        const channel = effect.channel ?? null
        const where = channel === null ? { to: null } : await replyAddress(db, customer, conversation, channel)
        const parts = {
          known: () => partsOut(db, key),
          keep: (part: number, reference?: string) => keepPart(db, { effect: key, part, reference }, Date.now()),
        }
        return settled(await messages.perform(effect, key, { channel, ...where, parts }))
      }
      if (effect.type === 'http.request') return settled(await http.perform(effect, key, { channel: null, to: null }))
      return { status: 'failed', code: 'effect.unknown', message: `Nothing here carries out ${effect.type}.` }
    },
  }
}

/** The channels this server can write to a customer on. */
export function writesOn(settings: ChannelSettings): ReadonlySet<string> {
  return new Set(['email', 'webchat', ...(settings.twilio ? ['sms'] : [])])
}

/** Looking something up changes nothing, and some systems drop a repeated key. */
function isRepeatable(effect: Effect): boolean {
  return effect.type === 'record.recall' || (effect.type === 'http.request' && effect.idempotent)
}

type Answer = Awaited<ReturnType<ReturnType<typeof messagePerformer>['perform']>>

/** What certainly did not go out and never will has failed; the driver tries everything else again. */
function settled(performed: Answer) {
  if (performed.status !== 'not_sent') return performed
  const message = performed.message ?? `It could not be sent (${performed.code}).`
  return { status: performed.retryable ? ('not_sent' as const) : ('failed' as const), code: performed.code, message }
}
