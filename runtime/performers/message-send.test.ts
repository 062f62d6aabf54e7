import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { guardedClient } from './guarded-client.ts'
import { httpPerformer } from './http-request.ts'
import { messagePerformer } from './message-send.ts'

interface Asked {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  body: string
}
const asked: Asked[] = []
let next: { status: number; body: unknown; type?: string } | 'cut' = { status: 201, body: {} }
let server: Server
let base = ''
let host = ''

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    asked.push({ method: request.method, url: request.url, headers: request.headers, body })
    if (next === 'cut') return request.socket.destroy()
    response.writeHead(next.status, { 'content-type': next.type ?? 'application/json', 'set-cookie': 'a=b' })
    response.end(typeof next.body === 'string' ? next.body : JSON.stringify(next.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  base = `http://${host}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  asked.length = 0
  next = { status: 201, body: { sid: 'SM77' } }
})

const logged: string[] = []
const note = (fields: Record<string, unknown>, message: string) => void logged.push(message + JSON.stringify(fields))
const log = { info: note, warn: note }
const performer = () => {
  const client = guardedClient({ allowPrivateHosts: [host] })
  const sms = {
    accountSid: 'AC1',
    authToken: 'secret-token',
    from: '+15005550001',
    apiBase: base,
    publicUrl: 'https://shop.example',
  }
  return messagePerformer({ settings: { sms }, client, log })
}
const text = { type: 'message.send', text: 'Your parcel is late & sorry' } as const
const sms = (to = 'tel:+15005550006') => performer().perform(text, 'run-1/2/0', { channel: 'sms', to })

test('sends a text message as Twilio’s REST interface wants it', async () => {
  expect(await sms()).toEqual({ status: 'sent', reference: 'SM77' })
  expect(asked).toMatchObject([
    {
      method: 'POST',
      url: '/2010-04-01/Accounts/AC1/Messages.json',
      headers: {
        authorization: `Basic ${btoa('AC1:secret-token')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    },
  ])
  expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
    To: '+15005550006',
    From: '+15005550001',
    Body: 'Your parcel is late & sorry',
    StatusCallback: 'https://shop.example/channels/twilio/status?effect=run-1%2F2%2F0',
  })
  expect(logged.join()).not.toMatch(/parcel|15005550006|secret-token/)
})

test.each([
  [
    { status: 400, body: { code: 21211 } },
    { status: 'failed', code: 'sms.refused', message: 'The provider refused it: 400, error 21211.' },
  ],
  [
    { status: 429, body: {} },
    { status: 'not_sent', retryable: true, code: 'sms.too_fast' },
  ],
  [
    { status: 500, body: 'oops' },
    { status: 'in_doubt', reason: 'The provider answered 500.' },
  ],
  [
    { status: 302, body: '' },
    { status: 'in_doubt', reason: 'The provider answered 302.' },
  ],
  ['cut', { status: 'in_doubt', reason: 'The provider did not answer.' }],
] as const)('%j is answered rightly', async (answer, expected) => {
  next = answer
  expect(await sms()).toEqual(expected)
})

test('asks nobody for what cannot be sent', async () => {
  expect(await sms('mailto:a@b.c')).toMatchObject({ status: 'failed', code: 'address.unusable' })
  expect(asked).toEqual([])
})

/** Three parts of a long message, and what is known of those that went out. */
const long = { type: 'message.send', text: 'We are sorry, Ana. '.repeat(200) } as const
function inParts(known: number[] = []) {
  const kept = new Map<number, string | undefined>(known.map((part) => [part, undefined]))
  const parts = {
    known: async () => new Set(kept.keys()),
    keep: async (part: number, reference: string | undefined) => void kept.set(part, reference),
  }
  return { kept, send: () => performer().perform(long, 'run-1/2/0', { channel: 'sms', to: 'tel:+15005550006', parts }) }
}
const bodies = () => asked.map(({ body }) => new URLSearchParams(body))

test('a long text goes out in parts, in order, each with its own callback', async () => {
  const { kept, send } = inParts()
  expect(await send()).toEqual({ status: 'sent', reference: 'SM77' })
  expect(bodies().map((body) => body.get('StatusCallback'))).toEqual(
    [1, 2, 3].map((part) => `https://shop.example/channels/twilio/status?effect=run-1%2F2%2F0&part=${part}&of=3`),
  )
  expect(
    bodies()
      .map((body) => body.get('Body'))
      .join(' '),
  ).toBe(long.text.trim())
  expect(bodies().every((body) => (body.get('Body') ?? '').length <= 1600)).toBe(true)
  expect(kept).toEqual(new Map([1, 2, 3].map((part) => [part, 'SM77'])))
})

test('characters that take twice the room count twice', async () => {
  await performer().perform({ ...text, text: '€'.repeat(801) }, 'k', { channel: 'sms', to: 'tel:+15005550006' })
  expect(bodies().map((body) => body.get('Body')?.length)).toEqual([800, 1])
})

test('what went out at an earlier attempt is not sent again', async () => {
  const { kept, send } = inParts([1, 2])
  expect(await send()).toEqual({ status: 'sent', reference: 'SM77' })
  expect(bodies().map((body) => body.get('StatusCallback')?.slice(-11))).toEqual(['part=3&of=3'])
  expect([...kept.keys()]).toEqual([1, 2, 3])
  expect(await send()).toEqual({ status: 'sent' })
  expect(asked).toHaveLength(1)
})

test.each([
  [
    'a refusal',
    { status: 400, body: { code: 21610 } },
    {
      status: 'in_doubt',
      reason: 'Of 3 parts, 1 and 2 went out and 3 did not. The provider refused it: 400, error 21610.',
    },
  ],
  [
    'no answer',
    'cut',
    { status: 'in_doubt', reason: 'Of 3 parts, 1 and 2 went out and 3 may have. The provider did not answer.' },
  ],
  [
    'a limit',
    { status: 429, body: {} },
    {
      status: 'not_sent',
      retryable: true,
      code: 'sms.too_fast',
      message: 'Of 3 parts, 1 and 2 went out and 3 did not (sms.too_fast).',
    },
  ],
] as const)('after %s in the middle it says which parts went out', async (_, answer, expected) => {
  next = answer
  const { kept, send } = inParts([1, 2])
  expect(await send()).toEqual(expected)
  expect([...kept.keys()]).toEqual([1, 2])
})

test('when the first part does not go out, the message did not', async () => {
  next = { status: 400, body: { code: 21211 } }
  expect(await inParts().send()).toMatchObject({ status: 'failed', code: 'sms.refused' })
  expect(asked).toHaveLength(1)
})

test('each channel in its own way; one that is not set up says so', async () => {
  const on = (channel: 'webchat' | 'voice' | 'whatsapp' | 'email') =>
    performer().perform(text, 'k', { channel, to: 'webchat:v' })
  expect(await on('webchat')).toEqual({ status: 'sent' })
  expect(await on('voice')).toMatchObject({ status: 'not_sent' })
  expect(await on('whatsapp')).toMatchObject({ status: 'failed', code: 'channel.not_configured' })
  expect(await on('email')).toMatchObject({ status: 'failed', code: 'channel.not_configured' })
})

const call = { type: 'http.request', as: 'lookup', method: 'POST', timeoutMs: 1000, idempotent: false } as const
const http = (more = {}, hosts = [host]) =>
  httpPerformer({
    client: guardedClient({ allowPrivateHosts: [host] }),
    secret: (name) => (name === 'SHOP_TOKEN' ? { value: 's3cret', hosts } : undefined),
    log,
  }).perform({ ...call, url: `${base}/orders`, ...more }, 'run-1/2/1', { channel: null, to: null })

test('calls another system with the effect as its key and the secret as a bearer token', async () => {
  next = { status: 404, body: { error: 'no such order' } }
  expect(
    await http({
      secret: 'SHOP_TOKEN',
      body: '{"order":1}',
      headers: { 'X-Shop': 'a', Host: 'evil', 'Content-Length': '999' },
    }),
  ).toEqual({
    status: 'done',
    result: { status: 404, headers: { 'content-type': 'application/json' }, body: { error: 'no such order' } },
  })
  expect(asked).toMatchObject([
    {
      body: '{"order":1}',
      headers: { 'idempotency-key': 'run-1/2/1', authorization: 'Bearer s3cret', 'x-shop': 'a', host },
    },
  ])
})

test('sends no secret where it is not bound to, nor one it was not given', async () => {
  expect(await http({ secret: 'SHOP_TOKEN' }, ['shop.example'])).toMatchObject({
    status: 'failed',
    code: 'secret.host',
  })
  expect(await http({ secret: 'OTHER' })).toMatchObject({ status: 'failed', code: 'secret.missing' })
  expect(asked).toEqual([])
})

test('what may have arrived and is not safe to repeat is in doubt', async () => {
  next = 'cut'
  expect(await http()).toMatchObject({ status: 'in_doubt' })
  expect(await http({ idempotent: true })).toMatchObject({ status: 'failed', code: 'http.no_answer' })
  expect(await http({ method: 'GET' })).toMatchObject({ status: 'failed', code: 'http.no_answer' })
  expect(await http({ url: 'http://127.0.0.1:1/' })).toMatchObject({ status: 'failed', code: 'http.blocked' })
})

test('reads broken JSON as text', async () => {
  next = { status: 200, body: '{"a":' }
  expect(await http()).toMatchObject({ status: 'done', result: { body: '{"a":' } })
})
