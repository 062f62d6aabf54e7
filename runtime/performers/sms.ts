import { channels, type MessageSend } from '#sdk'
import type { GuardedClient } from './guarded-client.ts'
import { inParts } from './in-parts.ts'
import { numbered } from './numbered.ts'
import type { PerformContext, Performed, PerformerLog } from './performer.ts'
import { sendParts } from './send-parts.ts'

/** The Twilio account that text messages leave by. */
export interface SmsSettings {
  accountSid: string
  authToken: string
  from: string
  apiBase: string
  /** Where Twilio reports how a message is getting on. */
  publicUrl: string
}

/**
 * Sends a text message through Twilio's REST interface, a long one in parts. It knows no idempotency keys, so an
 * unanswered request is in doubt; the status callback, which names the effect, may settle it later.
 */
export async function sendSms(
  effect: MessageSend,
  key: string,
  { to, parts }: Pick<PerformContext, 'to' | 'parts'>,
  settings: SmsSettings,
  client: GuardedClient,
  log: PerformerLog,
): Promise<Performed> {
  const number = /^tel:(\+[1-9]\d{6,14})$/.exec(to ?? '')?.[1]
  if (number === undefined)
    return { status: 'failed', code: 'address.unusable', message: 'There is no number to write to.' }
  const texts = inParts(numbered(effect), channels.sms.maxLength, size)
  const all = texts.length
  const send = (text: string, part: number) => {
    const about = new URLSearchParams({ effect: key, ...(all > 1 ? { part: `${part}`, of: `${all}` } : {}) })
    return sendOne({ number, text, about }, settings, client, log)
  }
  return sendParts(texts, send, parts)
}

/** As Twilio counts: characters beyond the basic plane, and those the GSM alphabet has to escape, are two. */
function size(text: string): number {
  return text.length + (text.match(/[\^{}\\[\]~|€\f]/g)?.length ?? 0)
}

interface One {
  number: string
  text: string
  /** What the status callback brings back. */
  about: URLSearchParams
}

async function sendOne(
  { number, text, about }: One,
  settings: SmsSettings,
  client: GuardedClient,
  log: PerformerLog,
): Promise<Performed> {
  const { accountSid, authToken, from, apiBase, publicUrl } = settings
  const known = { ...Object.fromEntries(about), channel: 'sms' }
  const form = new URLSearchParams({ To: number, From: from, Body: text })
  // Twilio calls back to public addresses only, and refuses the message when it is given another.
  if (publicUrl.startsWith('https://') || apiBase !== 'https://api.twilio.com')
    form.set('StatusCallback', `${publicUrl}/channels/twilio/status?${about}`)
  const answer = await client.send({
    method: 'POST',
    url: `${apiBase.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'user-agent': 'throughline',
    },
    body: form.toString(),
    timeoutMs: 15_000,
  })
  if ('failure' in answer) {
    log.warn({ ...known, failure: answer.failure }, 'A text message got no answer.')
    if (answer.failure === 'blocked' || answer.failure === 'url')
      return {
        status: 'failed',
        code: `sms.${answer.failure}`,
        message: 'The address of the provider is not one we may call.',
      }
    return answer.reached
      ? { status: 'in_doubt', reason: 'The provider did not answer.' }
      : { status: 'not_sent', retryable: true, code: 'sms.unreachable' }
  }
  const { sid, code } = told(answer.text)
  log.info({ ...known, status: answer.status, reference: sid, size: text.length }, 'The provider answered.')
  if (answer.status >= 200 && answer.status < 300)
    return { status: 'sent', ...(sid === undefined ? {} : { reference: sid }) }
  if (answer.status === 429) return { status: 'not_sent', retryable: true, code: 'sms.too_fast' }
  if (answer.status >= 500 || answer.status < 400)
    return { status: 'in_doubt', reason: `The provider answered ${answer.status}.` }
  return {
    status: 'failed',
    code: 'sms.refused',
    message: `The provider refused it: ${answer.status}${code === undefined ? '' : `, error ${code}`}.`,
  }
}

function told(text: string): { sid?: string; code?: number } {
  try {
    const answer = JSON.parse(text) as { sid?: unknown; code?: unknown }
    const sid = typeof answer.sid === 'string' ? answer.sid : undefined
    return { sid, ...(typeof answer.code === 'number' ? { code: answer.code } : {}) }
  } catch {
    return {}
  }
}
