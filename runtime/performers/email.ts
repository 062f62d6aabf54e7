import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import SmtpConnection from 'nodemailer/lib/smtp-connection'
import type { MessageSend } from '#sdk'
import { type Letter, writeLetter } from './letter.ts'
import type { PerformContext, Performed, PerformerLog } from './performer.ts'

/** How mail leaves. */
export interface EmailSettings {
  from: string
  /** The relay, as `smtp://…`. Left out: mails are written to the folder instead. */
  relayUrl?: string
  /** Where mails are written when there is no relay. */
  outboxFolder: string
}

/** Sends a mail, or writes it to the folder when no relay is configured. */
export async function sendEmail(
  effect: MessageSend,
  key: string,
  context: PerformContext,
  settings: EmailSettings,
  log: PerformerLog,
): Promise<Performed> {
  const to = context.to?.startsWith('mailto:') ? context.to.slice('mailto:'.length) : ''
  if (!/^[^\s<>@,;]+@[^\s<>@,;]+$/.test(to))
    return { status: 'failed', code: 'address.unusable', message: 'There is no address to write to.' }
  const letter = await writeLetter(effect, key, to, settings.from, context.thread)
  const performed =
    settings.relayUrl === undefined
      ? await write(letter, settings.outboxFolder, log)
      : await relay(letter, settings.relayUrl)
  log.info(
    { effect: key, channel: 'email', status: performed.status, size: letter.raw.byteLength },
    'A mail was handed over.',
  )
  return performed
}

/** One file per mail, whole or not at all; the same mail a second time is the same file. */
async function write(letter: Letter, folder: string, log: PerformerLog): Promise<Performed> {
  const name = `${letter.id.slice(1, -1).replaceAll(/[^\w.@-]/g, '_')}.eml`
  const path = join(folder, name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = await open(`${path}.part`, 'w', 0o600)
  try {
    await file.writeFile(letter.raw)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.part`, path)
  log.info(
    { channel: 'email', file: name },
    'No SMTP relay is set: the mail was written to the outbox folder instead of sent.',
  )
  return { status: 'sent', reference: letter.id }
}

/**
 * Hands a mail to the relay. Until the relay has asked for the mail's content nothing has gone out, and trying again
 * is safe; after that only its answer says what became of the mail.
 */
async function relay(letter: Letter, url: string): Promise<Performed> {
  const connection = new SmtpConnection({
    ...parseConnectionUrl(url),
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
  })
  // Without a listener a late error would end the process; what came of the mail is decided below.
  connection.on('error', () => {})
  const { auth } = parseConnectionUrl(url) as { auth?: { user: string; pass: string } }
  let begun = false
  async function* content() {
    begun = true
    yield letter.raw
  }
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.once('end', () => reject(new Error('The relay hung up.')))
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    if (auth)
      await new Promise<void>((resolve, reject) =>
        connection.login({ credentials: auth, ...auth } as never, (error) => (error ? reject(error) : resolve())),
      )
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.once('end', () => reject(new Error('The relay hung up.')))
      connection.send({ from: letter.from, to: [letter.to] }, Readable.from(content()), (error) =>
        error ? reject(error) : resolve(),
      )
    })
    connection.quit()
    return { status: 'sent', reference: letter.id }
  } catch (error) {
    connection.close()
    return outcome(error, begun)
  }
}

function outcome(error: unknown, begun: boolean): Performed {
  const { responseCode } = error as { responseCode?: number }
  if (responseCode !== undefined && responseCode >= 500)
    return { status: 'failed', code: 'email.refused', message: `The relay refused the mail: ${responseCode}.` }
  if (responseCode !== undefined && responseCode >= 400)
    return { status: 'not_sent', retryable: true, code: 'email.postponed' }
  if (begun) return { status: 'in_doubt', reason: 'The relay did not say whether it took the mail.' }
  return { status: 'not_sent', retryable: true, code: 'email.unreachable' }
}
