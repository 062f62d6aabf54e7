import type { MessageReceived } from '#sdk'
import { notNow, refuse, xml } from '../answer.ts'
import type { ChannelDeps, Endpoint } from '../channel.ts'
import { words } from '../words.ts'
import { caller } from './caller.ts'
import { signedForm, type TwilioSettings } from './signed-form.ts'

/** Replies leave through the REST interface once their turn is committed, so the webhook itself is answered empty. */
const empty = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

/** `POST /channels/twilio/sms`: a text message came in. */
export function twilioSms(settings: TwilioSettings, deps: ChannelDeps): Endpoint {
  return async (request) => {
    const signed = await signedForm(request, settings, deps)
    if (signed instanceof Response) return signed
    const { params } = signed
    const id = params.MessageSid ?? params.SmsSid ?? ''
    if (!/^[A-Z]{2}[0-9a-zA-Z]{1,64}$/.test(id) || params.From === undefined) {
      return refuse(deps.log, 400, 'twilio.malformed', 'A text message needs MessageSid and From.')
    }
    try {
      return xml(await take(id, params, deps))
    } catch (error) {
      return notNow(deps.log, error, { channel: 'sms', message: id })
    }
  }
}

async function take(id: string, params: Record<string, string>, deps: ChannelDeps): Promise<string> {
  const { From = '', To = '', Body = '', OptOutType } = params
  const identity = caller(params)
  const dedupeKey = `twilio:${id}`
  // Twilio has answered STOP, START and HELP itself; a short code or a brand name cannot be answered at all.
  const reason = OptOutType ? 'sms.opt_out' : identity.address.startsWith('tel:') ? undefined : 'sms.no_number'
  if (reason !== undefined) {
    await deps.setAside({ dedupeKey, channel: 'sms', at: deps.now(), reason, from: From, text: Body })
    deps.log.info({ channel: 'sms', message: id, reason }, 'A text message was set aside.')
    return empty
  }
  const event: MessageReceived = {
    type: 'message.received',
    channel: 'sms',
    at: deps.now(),
    text: words(Body),
    proof: identity.proof,
  }
  // Texts have no threads: what two numbers write each other is one interaction.
  const interaction = { key: `${To}|${From}`, direction: 'in' as const, message: id }
  const ingested = await deps.ingest({ dedupeKey, event, channel: 'sms', identity, interaction, answer: empty })
  deps.log.info(
    { channel: 'sms', message: id, status: ingested.status, size: Body.length },
    'A text message was taken in.',
  )
  return ingested.status === 'duplicate' ? (ingested.answer ?? empty) : empty
}
