import type { MessageFailed } from '#sdk'
import { notNow, refuse } from '../answer.ts'
import { type ChannelDeps, type Endpoint, runOf } from '../channel.ts'
import { signedForm, type TwilioSettings } from './signed-form.ts'

/** What a provider says about a message we sent. */
export interface Delivery {
  effect: string
  /** The provider's own id of it. */
  reference: string
  state: 'sent' | 'delivered' | 'failed'
  reason?: string
}

/** What status callbacks need besides the usual: a place to note them, which also settles a message in doubt. */
export interface StatusDeps extends ChannelDeps {
  delivered(delivery: Delivery): Promise<void>
}

/** `POST /channels/twilio/status?effect=…`: how a text message we sent is getting on. */
export function twilioStatus(settings: TwilioSettings, deps: StatusDeps): Endpoint {
  return async (request) => {
    const signed = await signedForm(request, settings, deps)
    if (signed instanceof Response) return signed
    const { params, query } = signed
    const effect = query.get('effect') ?? ''
    const run = runOf(effect)
    const reference = params.MessageSid ?? params.SmsSid ?? ''
    const status = params.MessageStatus ?? params.SmsStatus ?? ''
    if (run === undefined || reference === '' || status === '') {
      return refuse(deps.log, 400, 'twilio.malformed', 'A status needs the effect, MessageSid and MessageStatus.')
    }
    const failed = status === 'failed' || status === 'undelivered'
    const reason = `sms.${status}${/^\d+$/.test(params.ErrorCode ?? '') ? ` ${params.ErrorCode}` : ''}`
    try {
      if (failed) {
        const event: MessageFailed = { type: 'message.failed', channel: 'sms', at: deps.now(), reason }
        await deps.ingest({ dedupeKey: `twilio:${reference}:failed`, event, channel: 'sms', explicit: { run, effect } })
        await deps.delivered({ effect, reference, state: 'failed', reason })
      } else if (status === 'delivered' || status === 'read')
        await deps.delivered({ effect, reference, state: 'delivered' })
      else await deps.delivered({ effect, reference, state: 'sent' })
    } catch (error) {
      return notNow(deps.log, error, { channel: 'sms', effect })
    }
    deps.log.info({ channel: 'sms', effect, status }, 'A message status was noted.')
    return new Response(null, { status: 204 })
  }
}
