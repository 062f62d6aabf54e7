import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { recorder } from '../testing/recorder.ts'
import { webhook } from './webhook.ts'

const secret = Buffer.from('a secret of the shop, 24 bytes').toString('base64')
const settings = { webhooks: { shop: { secrets: [secret] } } }
const delayed = {
  type: 'order.delayed',
  customer: { id: 'ana', email: 'Ana@Example.com', phone: '+15005550006' },
  data: { order: '4711' },
}

function signed(body: string, { endpoint = 'shop', id = 'msg_1', by = secret } = {}): Request {
  const at = new Date()
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
    'webhook-signature': new Webhook(by).sign(id, at, body),
  }
  return new Request(`http://localhost/channels/webhook/${endpoint}`, { method: 'POST', headers, body })
}

test('takes a signed event in, under every address the system gave', async () => {
  const deps = recorder()
  const answer = await webhook(settings, deps)(signed(JSON.stringify({ ...delayed, at: '2026-03-12T08:00:00Z' })))
  expect(answer.status).toBe(202)
  expect(deps.arrivals).toMatchObject([
    {
      dedupeKey: 'webhook:shop:msg_1',
      event: { type: 'order.delayed', at: deps.now(), data: { order: '4711', at: '2026-03-12T08:00:00Z' } },
      identity: { address: 'customer:ana', proof: 'proved' },
      also: [{ address: 'mailto:ana@example.com' }, { address: 'tel:+15005550006' }],
    },
  ])
})

test('answers a duplicate as the first one and makes no second event', async () => {
  const deps = recorder()
  const post = webhook(settings, deps)
  const first = await post(signed(JSON.stringify(delayed)))
  const second = await post(signed(JSON.stringify(delayed)))
  expect([second.status, await second.text()]).toEqual([first.status, await first.text()])
  expect(deps.arrivals).toHaveLength(1)
})

test('the same id with other words is still the first event', async () => {
  const deps = recorder()
  const post = webhook(settings, deps)
  await post(signed(JSON.stringify(delayed)))
  expect((await post(signed(JSON.stringify({ ...delayed, data: { order: '9999' } })))).status).toBe(202)
  expect(deps.arrivals).toMatchObject([{ event: { data: { order: '4711' } } }])
})

test('two secrets hold while one takes the other’s place, and none after', async () => {
  const next = Buffer.from('the next secret of the shop').toString('base64')
  const post = (secrets: string[], by: string) =>
    webhook({ webhooks: { shop: { secrets } } }, recorder())(signed(JSON.stringify(delayed), { by }))
  const answers = [post([next, secret], secret), post([next, secret], next), post([next], secret)]
  expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual([202, 202, 401])
})

test('a name is one line of readable characters', async () => {
  const deps = recorder()
  const customer = { email: 'ana@example.com', name: 'Ana\r\nBcc: x\0\u2028\ud800' }
  await webhook(settings, deps)(signed(JSON.stringify({ ...delayed, customer })))
  expect(deps.arrivals[0]?.identity?.name).toBe('Ana Bcc: x')
})

const hostile = '{"type":"order.delayed","customer":{"id":"a"},"data":{"__proto__":{"admin":true}}}'
const deep = `{"type":"order.delayed","customer":{"id":"a"},"data":${'{"a":'.repeat(50)}1${'}'.repeat(50)}}`
test.each([
  ['an unknown endpoint', signed(JSON.stringify(delayed), { endpoint: 'nobody' }), 404],
  ['an endpoint named like a prototype', signed(JSON.stringify(delayed), { endpoint: '__proto__' }), 404],
  ['an oversized body', signed(`"${'x'.repeat(1024 * 1024)}"`), 413],
  ['a body that is not JSON', signed('{"type":'), 400],
  ['an unknown field', signed(JSON.stringify({ ...delayed, more: 1 })), 400],
  ['a refused key', signed(hostile), 400],
  ['deep nesting', signed(deep), 400],
  ["an event of the runtime's own", signed(JSON.stringify({ ...delayed, type: 'agent.closed' })), 400],
  [
    'no signature',
    new Request('http://localhost/channels/webhook/shop', { method: 'POST', body: JSON.stringify(delayed) }),
    401,
  ],
])('refuses %s and changes nothing', async (_, request, status) => {
  const deps = recorder()
  const answer = await webhook(settings, deps)(request)
  expect(answer.status).toBe(status)
  expect((await answer.json()).error.code).toMatch(/^webhook\./)
  expect([deps.arrivals, deps.aside]).toEqual([[], []])
  expect(deps.logged.join()).not.toMatch(/ana|4711/i)
})

test('keeps an event that names nobody, for people to see', async () => {
  const deps = recorder()
  const answer = await webhook(settings, deps)(signed(JSON.stringify({ type: 'stock.low' })))
  expect(answer.status).toBe(202)
  expect(deps.aside).toMatchObject([{ reason: 'webhook.no_customer', from: 'shop' }])
})

test('acknowledges nothing that is not durable', async () => {
  const deps = recorder()
  deps.fail()
  expect((await webhook(settings, deps)(signed(JSON.stringify(delayed)))).status).toBe(503)
})

test('stops reading an endless body that announces no length', async () => {
  const deps = recorder()
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      sent += 65_536
      if (sent > 4 * 1024 * 1024) return controller.close()
      controller.enqueue(new Uint8Array(65_536))
    },
  })
  const request = new Request('http://localhost/channels/webhook/shop', {
    method: 'POST',
    body,
    duplex: 'half',
  } as RequestInit)
  expect((await webhook(settings, deps)(request)).status).toBe(413)
  expect(sent).toBeLessThan(2 * 1024 * 1024)
})
