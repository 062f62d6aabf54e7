import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ChannelSettings } from '../settings.ts'
import { recorder } from '../testing/recorder.ts'
import { receiveSmtp } from './smtp.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const mail = ['From: Ana <ana@example.com>', 'Message-ID: <m@a>', 'Subject: Hello', '', 'My invoice is wrong.', '.']
const envelope = ['EHLO mail.example.com', 'MAIL FROM:<ana@example.com>', 'RCPT TO:<help@shop.example>', 'DATA']

/** A mail server that says each of these lines after the answer to the one before. */
async function conversation(longestMs?: number) {
  const deps = recorder()
  const settings = ChannelSettings.parse({
    publicUrl: 'https://shop.example',
    email: { from: 'care@shop.example', smtp: { port: 0, domains: ['shop.example'] } },
  })
  const receiver = await receiveSmtp(settings, deps, longestMs)
  if (!receiver) throw new Error('no receiver')
  closing.push(receiver.close)
  const socket: Socket = connect(receiver.port, '127.0.0.1')
  closing.push(() => socket.destroy())
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const heard: string[] = []
  let tell = () => {}
  let pending = ''
  socket.on('data', (bytes) => {
    pending += bytes
    const lines = pending.split('\r\n')
    pending = lines.pop() ?? ''
    // An answer's last line has a space after its code.
    heard.push(...lines.filter((line) => /^\d{3} /.test(line)))
    tell()
  })
  const answer = async (n: number) => {
    while (heard.length < n) await new Promise<void>((resolve) => (tell = resolve))
    return heard[n - 1] ?? ''
  }
  const say = async (...lines: string[]) => {
    await answer(1)
    for (const line of lines) {
      const before = heard.length
      socket.write(`${line}\r\n`)
      await answer(before + 1)
    }
    return heard.at(-1)
  }
  return { deps, socket, say, closed }
}

test('takes a mail, and the same one again as the same', async () => {
  const { deps, say } = await conversation()
  expect(await say(...envelope, mail.join('\r\n'))).toMatch(/^250 /)
  expect(await say(...envelope.slice(1), mail.join('\r\n'))).toMatch(/^250 /)
  expect(deps.arrivals).toHaveLength(1)
})

test.each([
  ['a recipient elsewhere', ['RCPT TO:<bob@elsewhere.example>'], '550'],
  ['a recipient elsewhere by a detour', ['RCPT TO:<bob%elsewhere.example@relay.example>'], '550'],
  ['a recipient under a domain of ours that is none', ['RCPT TO:<help@shop.example.evil.example>'], '550'],
  ['a recipient without a domain', ['RCPT TO:<help>'], '501'],
  ['a line end in an address', ['RCPT TO:<help@shop.example\rDATA>'], '501'],
  ['a log-in', ['AUTH PLAIN AGEAYg=='], '500'],
  ['encryption, which the server in front does', ['STARTTLS'], '500'],
  ['too big a mail, announced', ['RSET', 'MAIL FROM:<ana@example.com> SIZE=2000000'], '552'],
  ['content before a recipient', ['RSET', 'MAIL FROM:<ana@example.com>', 'DATA'], '503'],
  ['a hundred and first recipient', Array.from({ length: 101 }, (_, n) => `RCPT TO:<h${n}@shop.example>`), '452'],
  ['what is no mail', ['RCPT TO:<help@shop.example>', 'DATA', '\0\x01:\r\n.'], '554'],
  [
    'too big a mail',
    ['RCPT TO:<help@shop.example>', 'DATA', `From: a@b.example\r\n\r\n${'x\r\n'.repeat(500_000)}.`],
    '552',
  ],
])('refuses %s', async (_, lines, code) => {
  const { deps, say } = await conversation()
  expect(await say('EHLO mail.example.com', 'MAIL FROM:<ana@example.com>', ...lines)).toMatch(new RegExp(`^${code} `))
  expect([deps.arrivals, deps.aside]).toEqual([[], []])
  expect(deps.logged.join()).not.toMatch(/ana|example\.com|elsewhere|help@/)
})

test('a mail that breaks off is none', async () => {
  const { deps, socket, say, closed } = await conversation()
  await say(...envelope)
  socket.end(mail.slice(0, -1).join('\r\n'))
  await closed
  expect([deps.arrivals, deps.aside]).toEqual([[], []])
})

test('cuts off a mail that never ends', async () => {
  const { deps, socket, say, closed } = await conversation()
  await say(...envelope)
  const more = () => {
    while (socket.writable && socket.write('x'.repeat(64 * 1024)));
  }
  socket.on('drain', more)
  more()
  await closed
  expect([deps.arrivals, deps.aside]).toEqual([[], []])
})

test('gives nobody a place for good', async () => {
  const { say, closed } = await conversation(200)
  await say('EHLO mail.example.com')
  await closed
})

test('says that it is to come again while nothing can be made durable', async () => {
  const { deps, say } = await conversation()
  deps.fail()
  expect(await say(...envelope, mail.join('\r\n'))).toMatch(/^451 /)
})
