import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { DeliveryDeps } from '../channel.ts'
import { bodyLimit } from '../raw-body.ts'
import type { ChannelSettings } from '../settings.ts'
import { ownAddresses } from './own-addresses.ts'
import { receiveMail } from './receive.ts'

/** A running SMTP receiver. */
export interface SmtpReceiver {
  port: number
  close(): Promise<void>
}

/**
 * Receives mail by SMTP. `250` only after the mail is durable, `451` on trouble, so that the sending server keeps it.
 * Takes mail for the configured recipients only: it relays for nobody, and there is nothing to log in to. A mail server
 * in front of it does TLS and reputation.
 */
export async function receiveSmtp(
  settings: Pick<ChannelSettings, 'email'>,
  deps: DeliveryDeps,
  longestMs = 10 * 60_000,
): Promise<SmtpReceiver | undefined> {
  const { smtp } = settings.email
  if (!smtp) return undefined
  const own = ownAddresses(settings.email)
  const takes = recipients(smtp.domains)
  const server = new SMTPServer({
    size: bodyLimit,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: 50,
    socketTimeout: 60_000,
    closeTimeout: 2_000,
    banner: 'Throughline',
    onRcptTo({ address }, { envelope }, done) {
      if (!takes(address)) {
        deps.log.warn({ code: 'email.no_relay' }, 'A mail for somebody else was refused.')
        return done(smtpError(550, '5.7.1 No mail is taken for this address'))
      }
      if (envelope.rcptTo.length < mostRecipients) return done()
      deps.log.warn({ code: 'email.recipients' }, 'A mail named too many recipients.')
      done(smtpError(452, '4.5.3 Too many recipients'))
    },
    onData(stream, session, done) {
      take(stream, session).then(
        (problem) => done(problem),
        (error) => {
          deps.log.warn(
            { code: 'server.not_ready', reason: error instanceof Error ? error.name : 'unknown' },
            'A mail could not be made durable.',
          )
          done(smtpError(451, '4.3.0 This could not be taken in, try again later'))
        },
      )
    },
  })
  async function take(stream: SMTPServerDataStream, { id, envelope }: SMTPServerSession): Promise<Error | undefined> {
    const bytes = await collect(stream)
    if (typeof bytes === 'string') {
      deps.log.warn({ code: 'email.too_large' }, 'A mail of over 1 MB was refused.')
      if (bytes === 'endless') for (const each of server.connections) if (each.id === id) each.close()
      return smtpError(552, '5.3.4 The mail is over 1 MB')
    }
    const { status } = await receiveMail(bytes, own, deps, envelope.mailFrom ? envelope.mailFrom.address : '')
    if (status !== 'malformed') return undefined
    deps.log.warn({ code: 'email.malformed', size: bytes.byteLength }, 'What came by SMTP is not a mail.')
    return smtpError(554, '5.6.0 This is not a mail')
  }
  server.on('error', (error) =>
    deps.log.warn({ code: 'email.smtp', reason: (error as { code?: unknown }).code }, 'An SMTP connection failed.'),
  )
  // Places are few: whoever sends a byte a minute must not hold one for good.
  server.server.on('connection', (socket) => {
    const over = setTimeout(() => socket.destroy(), longestMs)
    socket.once('close', () => clearTimeout(over))
  })
  await listen(server, smtp.port, smtp.host)
  const { port } = server.server.address() as AddressInfo
  deps.log.info({ port, host: smtp.host, recipients: smtp.domains.length }, 'Mail is received by SMTP.')
  return { port, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** Whether an address is one mail is taken for: by its domain, or named as a whole. */
function recipients(domains: readonly string[]): (address: string) => boolean {
  const names = new Set(domains.map((each) => each.toLowerCase().replace(/^@/, '')))
  return (address) => names.has(address.toLowerCase()) || names.has(address.toLowerCase().split('@').at(-1) ?? '')
}

/** Most people one mail is taken for. */
const mostRecipients = 100

async function collect(stream: SMTPServerDataStream): Promise<Uint8Array | 'too_large' | 'endless'> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    size += part.byteLength
    // Read to the end all the same, if there is one: the sender only listens for an answer after its last line.
    if (size > 8 * bodyLimit) return 'endless'
    if (size <= bodyLimit) parts.push(part)
  }
  return size > bodyLimit || stream.sizeExceeded ? 'too_large' : Buffer.concat(parts)
}

function listen(server: SMTPServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
