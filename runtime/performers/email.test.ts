import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import nodemailer from 'nodemailer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { effectOfMessageId } from '#channels/email/sent-message'
import { receiveSmtp, type SmtpReceiver } from '#channels/email/smtp'
import { ChannelSettings } from '#channels/settings'
import { recorder } from '#channels/testing/recorder'
import { sendEmail } from './email.ts'
import { messageId } from './letter.ts'

const closing: (() => Promise<unknown>)[] = []
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-mail-'))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await rm(folder, { recursive: true })
})

const log = { info: () => {}, warn: () => {} }
const message = { type: 'message.send', text: 'Which invoice is it about?' } as const
const toAna = { channel: 'email' as const, to: 'mailto:ana@example.com' }
const send = (relayUrl: string | undefined, more = {}, context = {}) =>
  sendEmail(
    { ...message, ...more },
    'run-1/1/0',
    { ...toAna, ...context },
    { from: 'Shop <support@shop.example>', relayUrl, outboxFolder: folder },
    log,
  )

async function receiver(deps = recorder(), domains = ['example.com']): Promise<SmtpReceiver> {
  const settings = ChannelSettings.parse({ publicUrl: 'https://shop.example', email: { smtp: { port: 0, domains } } })
  const running = await receiveSmtp(settings, deps)
  if (!running) throw new Error('no receiver')
  closing.push(running.close)
  return running
}

/** An SMTP server that says what the test wants it to say, and hangs up where it wants it to. */
async function saying(answers: Record<string, string | null>): Promise<string> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    let data = false
    socket.on('error', () => {})
    socket.write('220 test\r\n')
    socket.on('data', (bytes) => {
      for (const line of bytes.toString().split('\r\n').filter(Boolean)) {
        if (data && line !== '.') continue
        const verb = data ? '.' : (line.split(/[ :]/)[0]?.toUpperCase() ?? '')
        const usual = {
          EHLO: '250 test',
          MAIL: '250 ok',
          RCPT: '250 ok',
          DATA: '354 go on',
          '.': '250 taken',
          QUIT: '221 bye',
        }[verb]
        const said = answers[verb] === undefined ? usual : answers[verb]
        data = verb === 'DATA' && said?.startsWith('354') === true
        if (said === null || said === undefined) socket.destroy()
        else socket.write(`${said}\r\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a mail goes out by SMTP and comes in by SMTP as the same words, but not to a journey', async () => {
  const deps = recorder()
  const { port } = await receiver(deps)
  const thread = { subject: 'My invoice', inReplyTo: '<first-1@example.com>', references: ['<zero@example.com>'] }
  expect(await send(`smtp://127.0.0.1:${port}`, {}, { thread })).toEqual({
    status: 'sent',
    reference: '<throughline.run-1.1.0@shop.example>',
  })
  // Our own words are an automatic answer: a receiver of the same kind starts no loop.
  expect(deps.aside).toMatchObject([
    {
      reason: 'email.automatic',
      from: 'support@shop.example',
      subject: 'Re: My invoice',
      text: 'Which invoice is it about?\n',
    },
  ])
  await send(`smtp://127.0.0.1:${port}`, { by: 'agent' }, { thread })
  expect(deps.arrivals).toMatchObject([
    {
      interaction: { key: '<zero@example.com>', references: ['<zero@example.com>', '<first-1@example.com>'] },
      event: { subject: 'Re: My invoice' },
    },
  ])
})

test('the receiver answers nothing that came without a sender', async () => {
  const deps = recorder()
  const { port } = await receiver(deps)
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
  const mail = { from: 'bob@example.com', to: 'ana@example.com', text: 'I am away.' }
  await transport.sendMail({ ...mail, envelope: { from: '', to: mail.to } })
  expect([deps.arrivals, deps.aside.map((each) => each.reason)]).toEqual([[], ['email.automatic']])
})

test('the receiver takes mail for its own only, and says 451 while nothing is durable', async () => {
  const deps = recorder()
  const { port } = await receiver(deps, ['other.example', 'ana@elsewhere.example'])
  const relay = `smtp://127.0.0.1:${port}`
  expect(await send(relay)).toMatchObject({ status: 'failed', message: 'The relay refused the mail: 550.' })
  expect(await send(relay, {}, { to: 'mailto:bob@elsewhere.example' })).toMatchObject({ status: 'failed' })
  expect(await send(relay, {}, { to: 'mailto:bob@sub.other.example' })).toMatchObject({ status: 'failed' })
  expect(await send(relay, { by: 'agent' }, { to: 'mailto:Ana@ELSEWHERE.example' })).toMatchObject({ status: 'sent' })
  deps.fail()
  expect(await send(relay, {}, { to: 'mailto:bob@other.example' })).toMatchObject({
    status: 'not_sent',
    retryable: true,
    code: 'email.postponed',
  })
  expect(deps.arrivals).toHaveLength(1)
})

test('the receiver refuses what is over 1 MB, announced or not', async () => {
  const deps = recorder()
  const { port } = await receiver(deps)
  expect(await send(`smtp://127.0.0.1:${port}`, { text: 'x'.repeat(1024 * 1024) })).toMatchObject({
    status: 'failed',
    message: 'The relay refused the mail: 552.',
  })
  expect([deps.arrivals, deps.aside]).toEqual([[], []])
})

test.each([
  [
    'refused at the greeting',
    { EHLO: null, HELO: null },
    { status: 'not_sent', retryable: true, code: 'email.unreachable' },
  ],
  ['hung up after the recipient', { RCPT: null }, { status: 'not_sent', retryable: true, code: 'email.unreachable' }],
  ['hung up at DATA', { DATA: null }, { status: 'not_sent', retryable: true, code: 'email.unreachable' }],
  ['postponed', { MAIL: '451 later' }, { status: 'not_sent', retryable: true, code: 'email.postponed' }],
  [
    'nobody by that name',
    { RCPT: '550 no such person' },
    { status: 'failed', code: 'email.refused', message: 'The relay refused the mail: 550.' },
  ],
  [
    'refused after the content',
    { '.': '554 spam' },
    { status: 'failed', code: 'email.refused', message: 'The relay refused the mail: 554.' },
  ],
  [
    'postponed after the content',
    { '.': '451 later' },
    { status: 'not_sent', retryable: true, code: 'email.postponed' },
  ],
  [
    'unanswered after the content',
    { '.': null },
    { status: 'in_doubt', reason: 'The relay did not say whether it took the mail.' },
  ],
  ['taken', {}, { status: 'sent', reference: '<throughline.run-1.1.0@shop.example>' }],
])('a relay: %s', async (_, answers, expected) => {
  expect(await send(await saying(answers as Record<string, string | null>))).toEqual(expected)
})

test('a relay that is not there: certainly not sent', async () => {
  const url = await saying({})
  for (const close of closing.splice(0)) await close()
  expect(await send(url)).toEqual({ status: 'not_sent', retryable: true, code: 'email.unreachable' })
})

test('without a relay the mail is a file, the same one when written twice', async () => {
  const thread = { inReplyTo: '<first-1@example.com>', references: [] }
  const choices = [
    { id: 'a', label: 'Billing' },
    { id: 'b', label: 'Order' },
  ]
  await send(undefined, { choices }, { thread })
  await send(undefined, { choices, subject: 'Hello\r\nBcc: all@example.com' }, { thread })
  expect(await readdir(folder)).toEqual(['throughline.run-1.1.0@shop.example.eml'])
  const path = join(folder, 'throughline.run-1.1.0@shop.example.eml')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const mail = await simpleParser(await readFile(path))
  expect(mail).toMatchObject({
    text: 'Which invoice is it about?\n\n1. Billing\n2. Order\n',
    inReplyTo: '<first-1@example.com>',
    references: '<first-1@example.com>',
  })
  expect([mail.headers.get('auto-submitted'), mail.headers.has('bcc'), mail.messageId]).toEqual([
    'auto-replied',
    false,
    '<throughline.run-1.1.0@shop.example>',
  ])
})

test.each([
  [
    'an answer',
    {},
    { inReplyTo: '<first-1@example.com>', references: [] },
    'auto-replied',
    'DR, RN, NRN, OOF, AutoReply',
  ],
  ['a mail nobody wrote to us before', {}, undefined, 'auto-generated', 'DR, RN, NRN, OOF, AutoReply'],
  [
    'what an agent wrote',
    { by: 'agent' },
    { inReplyTo: '<first-1@example.com>', references: [] },
    undefined,
    undefined,
  ],
])('%s says to machines what it is', async (_, more, thread, submitted, suppress) => {
  await send(undefined, more, { thread })
  const [name = ''] = await readdir(folder)
  const { headers } = await simpleParser(await readFile(join(folder, name)))
  expect([headers.get('auto-submitted'), headers.get('x-auto-response-suppress')]).toEqual([submitted, suppress])
})

test('an address that is none is refused before anything is written', async () => {
  for (const to of [null, 'tel:+15005550006', 'mailto:', 'mailto:a@b.c, d@e.f', 'mailto:a@b.c\r\nBcc: x@y.z']) {
    expect(await send(undefined, {}, { to })).toMatchObject({ status: 'failed', code: 'address.unusable' })
  }
  expect(await readdir(folder)).toEqual([])
})

test('the id of a mail says which effect it was', () => {
  const effect = '0192f3a1-7b1c-7c3e-9d55-1a2b3c4d5e6f/12/3'
  expect(effectOfMessageId(messageId(effect, 'shop.example'))).toBe(effect)
  expect(effectOfMessageId('<first-1@example.com>')).toBeUndefined()
})
