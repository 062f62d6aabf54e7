import { createHmac } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import twilio from 'twilio'
import { beforeAll, expect, test } from 'vitest'
import { openStore } from '#store/open'
import { type StartedServer, startServer } from './started-server.ts'

const shop = Buffer.from('a secret shared with the shop')
const data = mkdtempSync(join(tmpdir(), 'throughline-'))
const env = {
  EMAIL_INBOUND_SECRET: 'a-mail-token, another-mail-token',
  TWILIO_ACCOUNT_SID: 'AC1',
  TWILIO_AUTH_TOKEN: 'token-now, token-before',
  TWILIO_FROM: '+15005550001',
  WEBHOOK_SECRET_SHOP: `whsec_${shop.toString('base64')}`,
}
let server: StartedServer
let before: unknown
beforeAll(async () => {
  // The examples bring a customer along; the chat makes its key.
  await (await startServer({ data }, env)).stop()
  before = await everything()
  server = await startServer({ data }, env)
})

/** Every row of everything a customer could change. */
async function everything() {
  const opened = await openStore(data)
  if (!opened.ok) throw new Error(opened.error.message)
  const { db, close } = opened.store
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()))
  await close()
  return Object.fromEntries(tables.map((table, at) => [table, rows[at]]))
}
const tables = [
  'arrival',
  'customer',
  'identity',
  'conversation',
  'interaction',
  'thread',
  'timeline',
  'run',
  'journal',
  'timer',
  'outbox',
  'unclaimed',
  'incident',
] as const

/** What one request is: its headers as they go over the wire, and its body, in pieces where no length is announced. */
interface Sent {
  method?: string
  path: string
  headers?: [string, string][]
  body?: string | Uint8Array | Uint8Array[]
}

/** Sends exactly this, also what a well-behaved client would not. */
function send({ method = 'POST', path, headers = [], body = '' }: Sent): Promise<{ status: number; code: string }> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const pieces = Array.isArray(body) ? body : [Buffer.from(body)]
    const length = Array.isArray(body) ? [] : ['content-length', `${pieces[0]?.byteLength ?? 0}`]
    const asked = request({
      hostname,
      port,
      path,
      method,
      headers: ['host', `${hostname}:${port}`, ...length, ...headers.flat()],
    })
    asked.on('response', async (answer) => {
      let text = ''
      for await (const part of answer) text += part
      const code = /"code":"([a-z._]+)"/.exec(text)?.[1] ?? ''
      resolve({ status: answer.statusCode ?? 0, code })
    })
    asked.on('error', reject)
    for (const piece of pieces) asked.write(piece)
    asked.end()
  })
}

const big = 'x'.repeat(1024 * 1024 + 1)
const pieces = Array.from({ length: 40 }, () => Buffer.alloc(32 * 1024, 'x'))
const bearer: [string, string] = ['authorization', 'Bearer a-mail-token']
const formType: [string, string] = ['content-type', 'application/x-www-form-urlencoded']

/** A form as Twilio signs it, with whatever is changed afterwards. */
function form(
  path: string,
  params: Record<string, string>,
  change: Partial<Sent> & { token?: string; base?: string } = {},
): Sent {
  const all = { AccountSid: 'AC1', From: '+15005550006', To: '+15005550001', ...params }
  const { token = 'token-now', base = server.url.replace(/\/$/, ''), ...rest } = change
  const { getExpectedTwilioSignature } = twilio as unknown as { getExpectedTwilioSignature(...from: unknown[]): string }
  const signature = getExpectedTwilioSignature(token, `${base}/channels/twilio/${path}`, all)
  const headers: [string, string][] = [formType, ['x-twilio-signature', signature]]
  return { path: `/channels/twilio/${path}`, headers, body: new URLSearchParams(all).toString(), ...rest }
}

/** An event as the shop signs it. */
function event(
  body: string | Uint8Array,
  { id = 'msg_1', at = Date.now(), more = [] as [string, string][] } = {},
): Sent {
  const time = `${Math.floor(at / 1000)}`
  const signature = createHmac('sha256', shop).update(`${id}.${time}.`).update(body).digest('base64')
  const headers: [string, string][] = [
    ['content-type', 'application/json'],
    ['webhook-id', id],
    ['webhook-timestamp', time],
    ['webhook-signature', `v1,${signature}`],
    ...more,
  ]
  return { path: '/channels/webhook/shop', headers, body }
}
const delayed = '{"type":"order.delayed","customer":{"email":"ana@example.com"},"data":{"order":"4711"}}'
const nested = (levels: number) =>
  Array.from({ length: levels }, (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`).join(
    '',
  )

const cases: [string, () => Sent, number, string?][] = [
  ...[
    'email/mime',
    'webhook/shop',
    'twilio/sms',
    'twilio/status',
    'twilio/voice',
    'twilio/voice/continue?step=1',
  ].flatMap((path): [string, () => Sent, number][] => [
    [`${path}: unsigned`, () => ({ path: `/channels/${path}`, headers: [formType], body: 'a=b' }), 401],
    [`${path}: over 1 MB`, () => ({ path: `/channels/${path}`, headers: [formType, bearer], body: big }), 413],
    [
      `${path}: over 1 MB, without saying so`,
      () => ({ path: `/channels/${path}`, headers: [formType, bearer], body: pieces }),
      413,
    ],
    [`${path}: another method`, () => ({ method: 'GET', path: `/channels/${path}` }), 405],
    [`${path}: a method that brings a body`, () => ({ method: 'PUT', path: `/channels/${path}`, body: 'a=b' }), 405],
    [`${path}: nothing at all`, () => ({ path: `/channels/${path}` }), 401],
  ]),
  ['webhook: somebody else’s endpoint', () => ({ ...event(delayed), path: '/channels/webhook/bank' }), 404],
  [
    'webhook: an endpoint named like a prototype',
    () => ({ ...event(delayed), path: '/channels/webhook/constructor' }),
    404,
  ],
  ['webhook: six minutes old', () => event(delayed, { at: Date.now() - 360_000 }), 401],
  ['webhook: six minutes ahead', () => event(delayed, { at: Date.now() + 360_000 }), 401],
  ['webhook: changed on the way', () => ({ ...event(delayed), body: delayed.replace('4711', '4712') }), 401],
  ['webhook: two ids', () => event(delayed, { more: [['webhook-id', 'msg_2']] }), 401],
  [
    'webhook: broken bytes',
    () => event(Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])),
    401,
  ],
  ['webhook: no JSON', () => event('{"type":'), 400],
  ['webhook: JSON that nests without end', () => event('['.repeat(500_000)), 400],
  ['webhook: no object', () => event('null'), 400],
  [
    'webhook: a key of every object’s, deep inside',
    () => event('{"type":"order.delayed","data":{"a":[{"b":{"__proto__":{"admin":true}}}]}}'),
    400,
  ],
  ['webhook: a constructor', () => event('{"type":"order.delayed","data":{"constructor":{"prototype":{}}}}'), 400],
  [
    'webhook: an event only we report',
    () => event('{"type":"agent.closed","customer":{"email":"ana@example.com"}}'),
    400,
  ],
  [
    'webhook: line ends in an address',
    () => event('{"type":"order.delayed","customer":{"email":"ana@example.com\\r\\nBcc: x@y.z"}}'),
    400,
  ],
  [
    'email: a token that is nearly right',
    () => ({
      path: '/channels/email/mime',
      headers: [['authorization', 'Bearer a-mail-toke']],
      body: 'From: a@b.example\r\n\r\nx',
    }),
    401,
  ],
  [
    'email: another kind of token',
    () => ({
      path: '/channels/email/mime',
      headers: [['authorization', 'Basic a-mail-token']],
      body: 'From: a@b.example\r\n\r\nx',
    }),
    401,
  ],
  ['email: empty', () => ({ path: '/channels/email/mime', headers: [bearer] }), 400],
  [
    'email: JSON',
    () => ({
      path: '/channels/email/mime',
      headers: [bearer, ['content-type', 'application/json']],
      body: '{"from": "a@b.example"}',
    }),
    400,
  ],
  [
    'email: no mail',
    () => ({ path: '/channels/email/mime', headers: [bearer], body: Buffer.from([0, 1, 2, 255, 254, 58, 10, 10]) }),
    400,
  ],
  [
    'email: a thousand parts inside each other',
    () => ({ path: '/channels/email/mime', headers: [bearer], body: `From: a@b.example\r\n${nested(1000)}x` }),
    400,
  ],
  [
    'email: twenty thousand parts',
    () => ({
      path: '/channels/email/mime',
      headers: [bearer],
      body: `From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}`,
    }),
    400,
  ],
  ['twilio: another token', () => form('sms', { MessageSid: 'SM1', Body: 'x' }, { token: 'guess' }), 401],
  [
    'twilio: signed for another address',
    () => form('sms', { MessageSid: 'SM1', Body: 'x' }, { base: 'https://other.example' }),
    401,
  ],
  [
    'twilio: signed for another way in',
    () => ({ ...form('sms', { MessageSid: 'SM1', Body: 'x' }), path: '/channels/twilio/voice' }),
    401,
  ],
  ['twilio: another account', () => form('sms', { MessageSid: 'SM1', Body: 'x', AccountSid: 'AC2' }), 401],
  [
    'twilio: changed on the way',
    () => ({ ...form('sms', { MessageSid: 'SM1', Body: 'x' }), body: 'MessageSid=SM1&Body=y' }),
    401,
  ],
  [
    'twilio: two signatures',
    () => {
      const sent = form('sms', { MessageSid: 'SM1', Body: 'x' })
      return { ...sent, headers: [...(sent.headers ?? []), ['x-twilio-signature', 'AAAA']] }
    },
    401,
  ],
  [
    'twilio: another content type',
    () => {
      const sent = form('sms', { MessageSid: 'SM1', Body: 'x' })
      return { ...sent, headers: [['content-type', 'application/json'], ...(sent.headers ?? []).slice(1)] }
    },
    401,
  ],
  ['twilio: a text without an id', () => form('sms', { Body: 'x' }), 400],
  ['twilio: a text with an id that is none', () => form('sms', { MessageSid: '../SM1', Body: 'x' }), 400],
  ['twilio: a call without an id', () => form('voice', { CallStatus: 'ringing' }), 400],
  [
    'twilio: a step that is no number',
    () => form('voice/continue?step=__proto__', { CallSid: 'CA1', Digits: '1' }),
    400,
  ],
  ['twilio: a report about nothing', () => form('status', { MessageSid: 'SM1', MessageStatus: 'failed' }), 400],
  [
    'twilio: a report in no words we know',
    () => form('status?effect=r%2F1%2F0', { MessageSid: 'SM1', MessageStatus: 'a b' }),
    400,
  ],
  [
    'twilio: a report about what nobody sent',
    () => form('status?effect=r%2F1%2F0', { MessageSid: 'SM1', MessageStatus: 'failed' }),
    204,
    '',
  ],
  [
    'twilio: a status of a call nobody knows',
    () => form('voice/status', { CallSid: 'CA9', CallStatus: 'completed' }),
    204,
    '',
  ],
  ['chat: no token', () => ({ path: '/channels/webchat/messages', body: '{"id":"message-1","text":"x"}' }), 401],
  [
    'chat: a token of somebody else’s making',
    () => ({
      path: '/channels/webchat/messages',
      headers: [['authorization', `Bearer v1.${'a'.repeat(22)}.${'b'.repeat(22)}.1.${'c'.repeat(43)}`]],
      body: '{}',
    }),
    401,
  ],
  [
    'chat: another site',
    () => ({ path: '/channels/webchat/sessions', headers: [['origin', 'https://evil.example']] }),
    403,
  ],
  ['chat: another method', () => ({ method: 'DELETE', path: '/channels/webchat/messages' }), 405],
]

test.each(cases)('%s', async (_, sent, status, code = /^[a-z]+\.[a-z_]+$/.source) => {
  const answer = await send(sent())
  expect(answer.status).toBe(status)
  expect(answer.code).toMatch(new RegExp(code))
})

test('none of it changed anything', async () => {
  await server.stop()
  expect(await everything()).toEqual(before)
})
