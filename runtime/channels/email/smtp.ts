import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
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
    onRcptTo({ address }, _peer, done) {
      if (takes(address)) return done()
      deps.log.warn({ code: 'email.no_relay' }, 'A mail for somebody else was refused.')
      done(smtpError(550, '5.7.1 No mail is taken for this address'))
    },
    onData(stream, { envelope }, done) {
      take(stream, envelope.mailFrom ? envelope.mailFrom.address : '').then(
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
  async function take(stream: SMTPServerDataStream, sender: string): Promise<Error | undefined> {
    const bytes = await collect(stream)
    if (bytes === 'too_large') return smtpError(552, '5.3.4 The mail is over 1 MB')
    const { status } = await receiveMail(bytes, own, deps, sender)
    return status === 'malformed' ? smtpError(554, '5.6.0 This is not a mail') : undefined
  }
  server.on('error', (error) =>
    deps.log.warn({ code: 'email.smtp', reason: error.message }, 'An SMTP connection failed.'),
  )
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

async function collect(stream: SMTPServerDataStream): Promise<Uint8Array | 'too_large'> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    size += part.byteLength
    // Read to the end all the same: the sender only listens for an answer after its last line.
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
