import type { MessageSend } from '#sdk'
import { type EmailSettings, sendEmail } from './email.ts'
import type { GuardedClient } from './guarded-client.ts'
import type { Performed, Performer, PerformerLog } from './performer.ts'
import { type SmsSettings, sendSms } from './sms.ts'

/** How messages leave. A channel that is left out is not configured. */
export interface MessageSettings {
  email?: EmailSettings
  sms?: SmsSettings
}

/** What sending messages needs. */
export interface MessageDeps {
  settings: MessageSettings
  client: GuardedClient
  log: PerformerLog
}

/** Says something to the customer, each channel in its own way. */
export function messagePerformer({ settings, client, log }: MessageDeps): Performer<MessageSend> {
  return {
    type: 'message.send',
    class: 'at-most-once',
    async perform(effect, key, context): Promise<Performed> {
      const { channel } = context
      if (channel === 'email' && settings.email) return sendEmail(effect, key, context, settings.email, log)
      if (channel === 'sms' && settings.sms) return sendSms(effect, key, context, settings.sms, client, log)
      // The visitor's page reads the timeline, where the message has been since its turn was committed.
      if (channel === 'webchat') return { status: 'sent' }
      // A call fetches its words itself, and only then are they spoken.
      if (channel === 'voice') return { status: 'not_sent', retryable: true, code: 'voice.pulled' }
      return {
        status: 'failed',
        code: 'channel.not_configured',
        message: `Nothing is set up to send by ${channel ?? 'any channel'}.`,
      }
    },
  }
}
