import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChannelSettings } from '../settings.ts'
import { recorder } from '../testing/recorder.ts'
import { type ChatEntry, webchat } from './chat.ts'
import { newVisitor, visitorOf } from './token.ts'

const key = 'a key of at least thirty-two characters'
const settings = ChannelSettings.parse({
  publicUrl: 'https://shop.example',
  webchat: { origins: ['https://www.shop.example'], key },
})

function chat() {
  const entries: (ChatEntry & { chat: string })[] = []
  const listeners = new Set<() => void>()
  let clock = 1_773_306_000_000
  const deps = {
    ...recorder(),
    now: () => clock,
    timeline: async (of: string, after: number, limit: number) =>
      entries
        .filter((each) => each.chat === of && each.seq > after)
        .slice(0, limit)
        .map(({ chat: _, ...entry }) => entry),
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const endpoints = webchat(settings, deps)
  return {
    deps,
    endpoints,
    listeners,
    wait(ms: number) {
      clock += ms
    },
    say(of: string, text: string, more: Partial<ChatEntry> = {}) {
      entries.push({
        chat: of,
        seq: entries.length + 1,
        id: `t${entries.length}`,
        at: clock,
        by: 'journey',
        text,
        ...more,
      })
      for (const listener of listeners) listener()
    },
    async token() {
      const answer = await endpoints.sessions(
        new Request('https://shop.example/channels/webchat/sessions', { method: 'POST' }),
      )
      return (await answer.json()).token as string
    },
    send: (token: string, body: unknown, headers = {}) =>
      endpoints.messages(
        new Request('https://shop.example/channels/webchat/messages', {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    stream(token: string, last?: number, stop = new AbortController()) {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(last === undefined ? {} : { 'last-event-id': `${last}` }),
      }
      return endpoints.stream(
        new Request('https://shop.example/channels/webchat/stream', { headers, signal: stop.signal }),
      )
    },
  }
}

/** Reads a stream until it said so many messages. */
async function messagesOf(answer: Response, count: number): Promise<{ id: string; text: string }[]> {
  let text = ''
  const found: { id: string; text: string }[] = []
  for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(part)
    found.length = 0
    for (const [, id = '', data = ''] of text.matchAll(/id: (\d+)\nevent: message\ndata: (.+)\n\n/g))
      found.push({ id, text: JSON.parse(data).text })
    if (found.length >= count) break
  }
  return found
}

test('takes a message in once, from a visitor it knows again', async () => {
  const { deps, token, send } = chat()
  const mine = await token()
  const { visitor, chat: of } = visitorOf(key, mine, deps.now()) ?? { visitor: '', chat: '' }
  const first = await send(mine, { id: 'client-0001', text: 'Where is it?' })
  const again = await send(mine, { id: 'client-0001', text: 'Where is it?' })
  expect([first.status, await first.text()]).toEqual([again.status, await again.text()])
  await send(mine, { id: 'client-0002', text: 'Billing', choice: 'billing' })
  expect(deps.arrivals).toMatchObject([
    {
      dedupeKey: `webchat:${of}:client-0001`,
      identity: { address: `webchat:${visitor}`, proof: 'proved' },
      interaction: { key: of },
      event: { text: 'Where is it?' },
    },
    { event: { choice: 'billing', text: 'Billing' } },
  ])
})

test.each([
  ['no text', { id: 'client-0001', text: ' ' }, 400],
  ['a short id', { id: 'x', text: 'hi' }, 400],
  ['an unknown field', { id: 'client-0001', text: 'hi', by: 'agent' }, 400],
  ['text that is no JSON', '{"id":', 400],
  ['a very long text', { id: 'client-0001', text: 'x'.repeat(10_001) }, 400],
  ['an endless body', { id: 'client-0001', text: 'x'.repeat(70_000) }, 413],
])('refuses %s', async (_, body, status) => {
  const { deps, token, send } = chat()
  expect((await send(await token(), body)).status).toBe(status)
  expect(deps.arrivals).toEqual([])
})

test('a token is good for thirty days, and nobody else can make one', () => {
  const now = 1_773_306_000_000
  const { token, visitor } = newVisitor(key, now)
  expect(visitorOf(key, token, now + 29 * 86_400_000)?.visitor).toBe(visitor)
  expect(visitorOf(key, token, now + 31 * 86_400_000)).toBeUndefined()
  expect(visitorOf(key, token, now - 600_000)).toBeUndefined()
  expect(visitorOf(`${key}!`, token, now)).toBeUndefined()
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'abcXYZ0189-_.'), (at, letter) => {
      const changed = token.slice(0, at) + letter + token.slice(at + 1)
      fc.pre(changed !== token && at < token.length - 1)
      expect(visitorOf(key, changed, now)).toBeUndefined()
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => visitorOf(key, text, now) === undefined))
})

test('says who may embed it: the pages listed and our own', async () => {
  const { endpoints, send, token } = chat()
  const from = (headers: Record<string, string>) =>
    endpoints.sessions(new Request('https://shop.example/channels/webchat/sessions', { method: 'POST', headers }))
  expect((await from({ origin: 'https://www.shop.example' })).headers.get('access-control-allow-origin')).toBe(
    'https://www.shop.example',
  )
  expect((await from({ origin: 'https://shop.example' })).status).toBe(201)
  for (const origin of ['https://evil.example', 'https://www.shop.example.evil', 'http://www.shop.example', 'null']) {
    expect((await from({ origin })).status).toBe(403)
    expect((await send(await token(), { id: 'client-0001', text: 'hi' }, { origin })).status).toBe(403)
  }
  expect((await from({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  const options = (origin: string) =>
    endpoints.options(
      new Request('https://shop.example/channels/webchat/messages', { method: 'OPTIONS', headers: { origin } }),
    )
  expect([(await options('https://www.shop.example')).status, (await options('https://evil.example')).status]).toEqual([
    204, 403,
  ])
})

test('is off without a key, and refuses unknown tokens', async () => {
  const { deps, send, stream } = chat()
  const off = webchat(ChannelSettings.parse({ publicUrl: 'https://shop.example' }), {
    ...deps,
    timeline: async () => [],
    onChange: () => () => {},
  })
  expect((await off.sessions(new Request('https://shop.example/', { method: 'POST' }))).status).toBe(404)
  expect((await send('v1.guess', { id: 'client-0001', text: 'hi' })).status).toBe(401)
  expect((await stream('')).status).toBe(401)
})

test('slows down whoever writes too fast, without forgetting the others', async () => {
  const { token, send, wait } = chat()
  const [mine, yours] = [await token(), await token()]
  const statuses = []
  for (let n = 0; n < 12; n += 1) statuses.push((await send(mine, { id: `client-${1000 + n}`, text: 'hi' })).status)
  expect(statuses).toEqual([...Array(10).fill(202), 429, 429])
  expect((await send(yours, { id: 'client-0001', text: 'hi' })).status).toBe(202)
  wait(2_000)
  expect((await send(mine, { id: 'client-2000', text: 'hi' })).status).toBe(202)
})

test('streams what was said, at once, and to nobody else', async () => {
  const { deps, token, stream, say } = chat()
  const mine = await token()
  const of = visitorOf(key, mine, deps.now())?.chat ?? ''
  say(of, 'one')
  say('another chat', 'secret')
  const answer = await stream(mine)
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  const reading = messagesOf(answer, 2)
  say(of, 'two\nlines')
  expect(await reading).toEqual([
    { id: '1', text: 'one' },
    { id: '3', text: 'two\nlines' },
  ])
})

test('goes on where a broken stream was, through any number of messages', async () => {
  const { deps, token, stream, say, listeners } = chat()
  const mine = await token()
  const of = visitorOf(key, mine, deps.now())?.chat ?? ''
  for (let n = 1; n <= 250; n += 1) say(of, `${n}`)
  const rest = await messagesOf(await stream(mine, 10), 240)
  expect(rest.map((each) => Number(each.id))).toEqual(Array.from({ length: 240 }, (_, n) => n + 11))
  await expect.poll(() => listeners.size).toBe(0)
})

test('one visitor has six streams at most, and gets one back when one ends', async () => {
  const { token, stream } = chat()
  const mine = await token()
  const stops = Array.from({ length: 6 }, () => new AbortController())
  for (const stop of stops) expect((await stream(mine, 0, stop)).status).toBe(200)
  expect((await stream(mine)).status).toBe(429)
  stops[0]?.abort()
  const more = new AbortController()
  await expect.poll(async () => (await stream(mine, 0, more)).status).toBe(200)
  for (const stop of [...stops, more]) stop.abort()
})
