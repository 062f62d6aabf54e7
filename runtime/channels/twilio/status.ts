import type { MessageFailed } from '#sdk'
import { notNow, refuse } from '../answer.ts'
import { type Delivery, type DeliveryDeps, type Endpoint, runOf } from '../channel.ts'
import { signedForm, type TwilioSettings } from './signed-form.ts'

/** `POST /channels/twilio/status?effect=…`: how a text message we sent is getting on. */
export function twilioStatus(settings: TwilioSettings, deps: DeliveryDeps): Endpoint {
  return async (request) => {
    const signed = await signedForm(request, settings, deps)
    if (signed instanceof Response) return signed
    const { params, query } = signed
    const effect = query.get('effect') ?? ''
    const run = runOf(effect)
    const reference = params.MessageSid ?? params.SmsSid ?? ''
    const status = params.MessageStatus ?? params.SmsStatus ?? ''
    if (run === undefined || !/^[A-Z]{2}[0-9a-zA-Z]{1,64}$/.test(reference) || !/^[a-z_]{1,40}$/.test(status)) {
      return refuse(deps.log, 400, 'twilio.malformed', 'A status needs the effect, MessageSid and MessageStatus.')
    }
    const part = whole(query.get('part'))
    const of = Math.max(part, whole(query.get('of')))
    const code = /^\d{1,9}$/.test(params.ErrorCode ?? '') ? ` ${params.ErrorCode}` : ''
    const reason = `sms.${status}${code}${of > 1 ? `, part ${part} of ${of}` : ''}`
    const state = states[status] ?? 'sent'
    try {
      const held = await deps.delivered({
        effect,
        reference,
        state,
        part,
        of,
        ...(state === 'failed' ? { reason } : {}),
      })
      // A report that comes after a better one says nothing new; one that comes again may have been cut off before.
      if (state === 'failed' && held === 'failed') {
        const event: MessageFailed = { type: 'message.failed', channel: 'sms', at: deps.now(), reason }
        await deps.ingest({ dedupeKey: `twilio:${effect}:failed`, event, channel: 'sms', explicit: { run, effect } })
      }
    } catch (error) {
      return notNow(deps.log, error, { channel: 'sms', effect })
    }
    deps.log.info({ channel: 'sms', effect, status }, 'A message status was noted.')
    return new Response(null, { status: 204 })
  }
}

/** What each of the provider's words means for us. Everything else is on its way. */
const states: Readonly<Record<string, Delivery['state']>> = {
  delivered: 'delivered',
  read: 'delivered',
  failed: 'failed',
  undelivered: 'failed',
  canceled: 'failed',
}

/** Which part, or how many: one, where nothing is said. */
function whole(text: string | null): number {
  return /^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : 1
}
