import type { Letter } from './letter.ts'

/** Why a mail must not be answered, or nothing for a person's mail. Answering machines is how mail loops start. */
export type Automatic =
  | 'email.bounce'
  | 'email.automatic'
  | 'email.list'
  | 'email.no_reply'
  | 'email.own'
  | 'email.no_sender'

/**
 * Recognises mails that no person wrote to us. `own` are our addresses; `envelopeSender` is whom the sending server
 * named, where it did.
 */
export function automatic(letter: Letter, own: readonly string[], envelopeSender?: string): Automatic | undefined {
  const { headers } = letter
  const header = (name: string) => headers.get(name)?.toLowerCase() ?? ''
  const sender = letter.from?.address ?? ''
  const report = /^multipart\/report\b/.test(header('content-type'))
  if (report && /\bdelivery-status\b/.test(header('content-type'))) return 'email.bounce'
  if (/^(mailer-daemon|postmaster)@/.test(sender) || headers.has('x-failed-recipients')) return 'email.bounce'
  if (sender === '') return 'email.no_sender'
  if (own.includes(sender)) return 'email.own'
  const submitted = header('auto-submitted')
  if (submitted !== '' && !/^no\b/.test(submitted)) return 'email.automatic'
  // Whoever wants no answer says so on the envelope.
  if (header('return-path') === '<>' || envelopeSender === '') return 'email.automatic'
  // Read receipts and complaints.
  if (report) return 'email.automatic'
  if (['x-autoreply', 'x-autorespond', 'x-autoresponse', 'x-auto-reply'].some((name) => headers.has(name)))
    return 'email.automatic'
  if (/\b(all|autoreply)\b/.test(header('x-auto-response-suppress'))) return 'email.automatic'
  if (headers.has('list-id') || headers.has('list-unsubscribe') || headers.has('list-post')) return 'email.list'
  if (/^(bulk|junk|list|auto_reply)$/.test(header('precedence'))) return 'email.list'
  if (/^(no-?reply|do-?not-?reply)([+@.-])/.test(sender)) return 'email.no_reply'
  return undefined
}
