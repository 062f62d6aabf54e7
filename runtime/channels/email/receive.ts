import type { MessageFailed, MessageReceived } from '#sdk'
import { type ChannelDeps, type DeliveryDeps, type Ingested, runOf } from '../channel.ts'
import { displayName, words } from '../words.ts'
import { automatic } from './automatic.ts'
import { type Letter, readLetter } from './letter.ts'
import { effectOfMessageId } from './sent-message.ts'

/** What became of a mail. */
export type Received = { status: Ingested['status']; answer?: string } | { status: 'malformed' }

/**
 * Takes one mail in, whichever way it came; `envelopeSender` is whom the sending server named, where it did. Rejects
 * when it could not be made durable.
 */
export async function receiveMail(
  raw: Uint8Array,
  own: readonly string[],
  deps: DeliveryDeps,
  envelopeSender?: string,
): Promise<Received> {
  const letter = await read(raw)
  if (!letter) return { status: 'malformed' }
  const reason = automatic(letter, own, envelopeSender)
  if (reason === 'email.bounce') return bounced(letter, deps)
  if (reason !== undefined || !letter.from) return aside(letter, reason ?? 'email.no_sender', deps)
  const event: MessageReceived = {
    type: 'message.received',
    channel: 'email',
    at: deps.now(),
    text: words(letter.text),
    ...(letter.subject ? { subject: letter.subject } : {}),
    // Anybody can write any From line.
    proof: 'claimed',
  }
  const ingested = await deps.ingest({
    dedupeKey: `email:${letter.id}`,
    event,
    channel: 'email',
    identity: {
      address: `mailto:${letter.from.address}`,
      proof: 'claimed',
      ...displayName(letter.from.name),
    },
    interaction: {
      key: letter.references[0] ?? letter.id,
      direction: 'in',
      references: letter.references,
      message: letter.id,
    },
    fullText: letter.fullText,
    answer: JSON.stringify({ status: 'accepted' }),
  })
  deps.log.info({ channel: 'email', status: ingested.status, size: raw.byteLength }, 'A mail was taken in.')
  return ingested
}

async function read(raw: Uint8Array): Promise<Letter | undefined> {
  if (raw.byteLength === 0) return undefined
  try {
    const letter = await readLetter(raw)
    return isMail(letter) ? letter : undefined
  } catch {
    return undefined
  }
}

/** Other things have colons in them too; a mail says at least one of these. */
function isMail({ headers }: Letter): boolean {
  return ['from', 'to', 'subject', 'date', 'message-id', 'received', 'return-path'].some((name) => headers.has(name))
}

/** A returned mail of ours becomes the failure of that message; anybody else's is only kept. */
async function bounced(letter: Letter, deps: DeliveryDeps): Promise<Received> {
  const named = letter.reports.flatMap((report) =>
    [...report.matchAll(/^message-id:\s*(<[^<>\s]+>)/gim)].map((match) => match[1] ?? ''),
  )
  const reference = [...named, ...letter.references].find((each) => effectOfMessageId(each) !== undefined)
  const effect = reference === undefined ? undefined : effectOfMessageId(reference)
  const run = effect === undefined ? undefined : runOf(effect)
  // That a mail is late is reported in much the same words.
  const failed = /^action:\s*failed\b/im.test(letter.fullText) || letter.headers.has('x-failed-recipients')
  if (reference === undefined || effect === undefined || run === undefined || !failed)
    return aside(letter, 'email.bounce', deps)
  const status = /^status:\s*(\d\.\d+\.\d+)/im.exec(letter.fullText)?.[1]
  const reason = `returned ${status ?? ''}`.trim()
  const held = await deps.delivered({ effect, reference, state: 'failed', reason, part: 1, of: 1 })
  if (held !== 'failed') return aside(letter, 'email.bounce', deps)
  const event: MessageFailed = { type: 'message.failed', channel: 'email', at: deps.now(), reason }
  const dedupeKey = `email:${effect}:failed`
  const ingested = await deps.ingest({ dedupeKey, event, channel: 'email', explicit: { effect, run } })
  deps.log.info({ channel: 'email', effect, status: ingested.status }, 'A mail came back.')
  return ingested
}

async function aside(letter: Letter, reason: string, deps: ChannelDeps): Promise<Received> {
  const subject = letter.subject === undefined ? {} : { subject: letter.subject }
  const from = letter.from?.address ?? ''
  await deps.setAside({
    dedupeKey: `email:${letter.id}`,
    channel: 'email',
    at: deps.now(),
    reason,
    from,
    text: letter.fullText,
    ...subject,
  })
  deps.log.info({ channel: 'email', reason }, 'A mail was set aside and not answered.')
  return { status: 'set_aside' }
}
