import { createHmac } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CustomerAnswer, RunsAnswer } from '#api'
import { type StartedServer, startServer } from './started-server.ts'

const secret = Buffer.from('a secret shared with the shop')
const data = mkdtempSync(join(tmpdir(), 'throughline-'))
let server: StartedServer
let cookie: string
beforeAll(async () => {
  const env = {
    SMTP_PORT: '0',
    MAIL_DOMAINS: 'help.example.com',
    MAIL_FROM: 'Help <care@help.example.com>',
    WEBHOOK_SECRET_SHOP: `whsec_${secret.toString('base64')}`,
  }
  server = await startServer({ data }, env)
  cookie = await server.signIn('admin')
})
afterAll(() => server.stop())

const runs = async () => RunsAnswer.parse(await (await server.ask('GET', '/api/runs', { cookie })).json()).runs

test('a mail by SMTP starts a run; the answer leaves as a mail in the same thread', async () => {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true })
  const mail = {
    from: 'Bea <bea@example.com>',
    to: 'care@help.example.com',
    subject: 'My bill',
    text: 'My invoice is wrong.',
    messageId: '<one@example.com>',
  }
  await transport.sendMail(mail)
  // The same mail a second time is the same event.
  await transport.sendMail(mail)
  expect(await runs()).toMatchObject([{ journey: 'billing-question', status: 'active', at: ['ask-invoice'] }])

  const outbox = join(data, 'outbox')
  const sent = () => readdirSync(outbox).map((name) => readFileSync(join(outbox, name), 'utf8'))
  await expect.poll(() => sent().length).toBe(2)
  for (const letter of sent()) {
    expect(letter).toContain('To: bea@example.com')
    expect(letter).toMatch(/^References: <one@example\.com>/m)
    expect(letter).toContain('Subject: Re: My bill')
  }
  await expect(transport.sendMail({ ...mail, to: 'somebody@elsewhere.example' })).rejects.toThrow(/550/)
})

test('no machine’s mail is answered; a mail of ours that comes back is shown as not delivered', async () => {
  const outbox = join(data, 'outbox')
  const sent = () => readdirSync(outbox).filter((name) => name.endsWith('.eml'))
  const [name = ''] = sent()
  const returned = /^Message-ID:\s*(<[^>]+>)/im.exec(readFileSync(join(outbox, name), 'utf8'))?.[1] ?? ''
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true })
  const post = (from: string, raw: string[]) =>
    transport.sendMail({ envelope: { from, to: 'care@help.example.com' }, raw: raw.join('\r\n') })
  const before = [await runs(), sent()]
  await post('', ['From: Bea <bea@example.com>', 'Message-ID: <away@b>', `In-Reply-To: ${returned}`, '', 'I am away.'])
  await post('x@list.example', ['From: x@list.example', 'List-Id: <offers.list.example>', '', 'Buy now'])
  expect([await runs(), sent()]).toEqual(before)

  const [run] = await runs()
  const { timeline } = CustomerAnswer.parse(
    await (await server.ask('GET', `/api/desk/customers/${run?.customer}`, { cookie })).json(),
  )
  expect(timeline).toContainEqual(
    expect.objectContaining({ kind: 'event', text: expect.stringContaining('I am away.') }),
  )
  const report = [
    'From: MAILER-DAEMON@mx.example.com',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    '',
    'Final-Recipient: rfc822; bea@example.com',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${returned}`,
    '',
    'Old words',
    '--b--',
  ]
  await post('', report)
  const shown = CustomerAnswer.parse(
    await (await server.ask('GET', `/api/desk/customers/${run?.customer}`, { cookie })).json(),
  )
  expect(shown.timeline.filter((item) => item.state === 'failed').map((item) => item.why)).toEqual(['returned 5.1.1'])
})

test('another system’s event needs its signature, and is taken once', async () => {
  const body = JSON.stringify({
    type: 'invoice.corrected',
    customer: { email: 'bea@example.com' },
    data: { invoice: '12345' },
  })
  const send = (headers: Record<string, string>) =>
    fetch(new URL('/channels/webhook/shop', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  const signed = (id: string, at: number) => {
    const time = String(Math.floor(at / 1000))
    const signature = createHmac('sha256', secret).update(`${id}.${time}.${body}`).digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` }
  }
  const good = signed('msg_1', Date.now())
  expect((await send({})).status).toBe(401)
  expect((await send({ ...good, 'webhook-signature': 'v1,bm90IHRoaXM=' })).status).toBe(401)
  expect((await send(signed('msg_1', Date.now() - 600_000))).status).toBe(401)
  const first = await send(good)
  const again = await send(good)
  expect([first.status, again.status]).toEqual([202, 202])
  expect(await again.text()).toBe(await first.text())
  const unknown = await fetch(new URL('/channels/webhook/nobody', server.url), { method: 'POST', headers: good, body })
  expect(unknown.status).toBe(404)
})

test('a channel that was not set up is closed', async () => {
  for (const path of ['email/mime', 'twilio/sms', 'twilio/voice']) {
    const answer = await fetch(new URL(`/channels/${path}`, server.url), { method: 'POST', body: 'x' })
    expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true])
  }
})

test('a chat hears the journey over one stream', async () => {
  const post = (path: string, headers: Record<string, string>, body?: unknown) =>
    fetch(new URL(`/channels/webchat/${path}`, server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body ?? {}),
    })
  const { token } = (await (await post('sessions', {})).json()) as { token: string }
  const visitor = { authorization: `Bearer ${token}` }
  const stop = new AbortController()
  const stream = await fetch(new URL('/channels/webchat/stream', server.url), { headers: visitor, signal: stop.signal })
  const heard: string[] = []
  const reading = (async () => {
    const text = new TextDecoder()
    for await (const part of stream.body as unknown as AsyncIterable<Uint8Array>) heard.push(text.decode(part))
  })().catch(() => {})
  expect((await post('messages', visitor, { id: 'message-1', text: 'Hello, my bill' })).status).toBe(202)
  await expect.poll(() => heard.join(''), { timeout: 5000 }).toContain('Which invoice is it about?')
  stop.abort()
  await reading
})
