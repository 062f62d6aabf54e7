import { createHash } from 'node:crypto'
import { type ParsedMail, simpleParser } from 'mailparser'
import { oneLine, readable } from '../words.ts'
import { htmlText } from './html-text.ts'
import { withoutHistory } from './without-history.ts'

/** A mail as the rest needs it. */
export interface Letter {
  /** Its Message-ID, or a digest of its bytes when it has none. */
  id: string
  from: { address: string; name: string | undefined } | undefined
  subject: string | undefined
  /** What the customer wrote this time: no quoted history, no signature. */
  text: string
  /** All of it. */
  fullText: string
  /** Message-IDs of the thread, oldest first; the one this mail answers is the last. */
  references: string[]
  headers: ReadonlyMap<string, string>
  /** The returned mail of a delivery report, as text. Its machine-readable lines are in the whole text. */
  reports: string[]
}

/** Most characters of one mail that a journey or a person is shown. */
const longest = 100_000

/** Reads raw MIME. */
export async function readLetter(raw: Uint8Array): Promise<Letter> {
  const mail = await simpleParser(Buffer.from(raw), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  })
  const fullText = readable((plainText(mail) ?? '').slice(0, longest))
  const written = !hasText(mail) && mail.html ? htmlText(mail.html, 'own') : fullText
  const own = withoutHistory(written)
  const from = mail.from?.value[0]
  return {
    id: idOf(mail.messageId?.trim() ?? '', raw),
    from: isAddress(from) ? { address: from.address.toLowerCase(), name: from.name || undefined } : undefined,
    subject: oneLine(mail.subject, 998),
    text: own === '' ? withoutHistory(fullText) || fullText.trim() : own,
    fullText,
    references: thread(ids(mail.references), ids(mail.inReplyTo)),
    headers: headerLines(mail),
    reports: mail.attachments
      .filter((each) => /^message\/|^text\/rfc822-headers/.test(each.contentType))
      .map((each) => each.content.toString('utf8')),
  }
}

/** Whether a mail can be sent there. Anything else on a From line is nobody. */
function isAddress<Found extends { address?: string }>(found: Found | undefined): found is Found & { address: string } {
  return /^[^\s<>@,;]{1,64}@[^\s<>@,;]{1,255}$/.test(found?.address ?? '')
}

/** A name that is none, or longer than a line may be, becomes a digest; so does the mail of a program that gives none. */
function idOf(given: string, raw: Uint8Array): string {
  if (/^<[^<>\s]{1,990}>$/.test(given)) return given
  return `<sha256.${createHash('sha256')
    .update(given || raw)
    .digest('hex')}>`
}

/** Most messages of a thread that one mail can name. */
const mostNamed = 50

/** The thread's first message, by which it is known, and the newest ones; the one that is answered comes last. */
function thread(references: readonly string[], answered: readonly string[]): string[] {
  const all = [...new Set([...references.filter((each) => !answered.includes(each)), ...answered])]
  return all.length > mostNamed ? [...all.slice(0, 1), ...all.slice(1 - mostNamed)] : all
}

function ids(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((each) => each.match(/<[^<>\s]{1,990}>/g) ?? [])
}

function hasText(mail: ParsedMail): boolean {
  return (mail.text ?? '').trim() !== ''
}

function plainText(mail: ParsedMail): string | undefined {
  if (hasText(mail)) return mail.text?.replaceAll('\r\n', '\n')
  return mail.html ? htmlText(mail.html, 'all') : undefined
}

/** Header lines by lower-case name; of repeated ones the first, which the nearest server wrote. */
function headerLines(mail: ParsedMail): Map<string, string> {
  const found = new Map<string, string>()
  for (const { key, line } of mail.headerLines) {
    if (!found.has(key))
      found.set(
        key,
        line
          .slice(line.indexOf(':') + 1)
          .replaceAll(/\s+/g, ' ')
          .trim(),
      )
  }
  return found
}
