import MailComposer from 'nodemailer/lib/mail-composer'
import type { MessageSend } from '#sdk'
import { numbered } from './numbered.ts'
import type { PerformContext } from './performer.ts'

/** A mail ready to go: its bytes, its envelope and its own id. */
export interface Letter {
  id: string
  from: string
  to: string
  raw: Buffer
}

/**
 * Writes the mail of an effect. The id comes from the effect's, so that a mail which went out twice is one mail to the
 * programs that receive it, and a bounce says which effect it is about.
 */
export async function writeLetter(
  effect: MessageSend,
  key: string,
  to: string,
  from: string,
  thread: PerformContext['thread'],
): Promise<Letter> {
  const address = bare(from)
  const id = messageId(key, address.split('@').at(-1) ?? 'localhost')
  const { inReplyTo, references = [] } = thread ?? {}
  const chain = [...new Set([...references, ...(inReplyTo === undefined ? [] : [inReplyTo])])]
  const composer = new MailComposer({
    from,
    to,
    messageId: id,
    subject: subjectOf(effect, thread),
    text: numbered(effect),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(chain.length === 0 ? {} : { references: chain }),
    headers: effect.by === 'agent' ? {} : unanswered(chain.length > 0),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const raw = await new Promise<Buffer>((resolve, reject) => {
    composer.compile().build((error, built) => (error ? reject(error) : resolve(built)))
  })
  return { id, from: address, to, raw }
}

/** The Message-ID of an effect: `<throughline.run.turn.n@…>`. */
export function messageId(key: string, domain: string): string {
  return `<throughline.${key.replaceAll('/', '.')}@${domain}>`
}

/**
 * Asks other machines not to answer, but still to say when a mail could not be delivered. What an agent wrote is a
 * person's mail.
 */
function unanswered(isReply: boolean): Record<string, string> {
  return {
    'Auto-Submitted': isReply ? 'auto-replied' : 'auto-generated',
    'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
  }
}

function subjectOf(effect: MessageSend, thread: PerformContext['thread']): string {
  const answered = thread?.subject?.trim()
  if (answered) return /^(re|aw|sv|antw)\s*:/i.test(answered) ? answered : `Re: ${answered}`
  return effect.subject?.trim() || 'Your message'
}

function bare(from: string): string {
  return (/<([^<>]+)>\s*$/.exec(from)?.[1] ?? from).trim()
}
