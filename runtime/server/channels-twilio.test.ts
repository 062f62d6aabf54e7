import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import twilio from 'twilio'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { CustomerAnswer, CustomersAnswer, RunsAnswer } from '#api'
import { type StartedServer, startServer } from './started-server.ts'

const { getExpectedTwilioSignature } = twilio as unknown as {
  getExpectedTwilioSignature(token: string, url: string, params: Record<string, string>): string
}

/** Twilio's REST side: what it was asked to send, and what it says to the next ones. */
const sent: URLSearchParams[] = []
let answers: number[] = []
let rest: Server
let server: StartedServer
let cookie: string

beforeAll(async () => {
  rest = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const status = answers.shift() ?? 201
    if (status === 201) sent.push(new URLSearchParams(body))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ sid: `SM${sent.length}` }))
  })
  await new Promise<void>((resolve) => rest.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(rest.address() as AddressInfo).port}`
  const data = mkdtempSync(join(tmpdir(), 'throughline-'))
  const env = {
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: 'token-next, token-now',
    TWILIO_FROM: '+15005550001',
    TWILIO_API_BASE: `http://${host}`,
    THROUGHLINE_ALLOW_PRIVATE_HOSTS: host,
  }
  server = await startServer({ data }, env)
  cookie = await server.signIn('admin')
  await publish('asks', {
    start: { type: 'inbound', config: { channels: ['voice'] }, next: { received: 'topic' } },
    topic: {
      type: 'ask',
      config: { question: 'What is it about?', saveAs: 'topic' },
      timeout: 'PT4H',
      next: { answered: 'thanks', not_understood: 'sorry', no_answer: 'sorry' },
    },
    thanks: { type: 'say', config: { text: 'Thank you for telling us.' }, next: { sent: 'end' } },
    sorry: { type: 'say', config: { text: 'We write to you instead.' }, next: { sent: 'end' } },
    end: { type: 'end', config: {} },
  })
  await publish('explains', {
    start: { type: 'inbound', config: { channels: ['sms'] }, next: { received: 'long' } },
    long: { type: 'say', config: { text: 'We are sorry for that. '.repeat(200) }, next: { sent: 'end' } },
    end: { type: 'end', config: {} },
  })
})
afterAll(async () => {
  await server.stop()
  rest.closeAllConnections()
  rest.close()
})
beforeEach(() => {
  sent.length = 0
  answers = []
})

async function publish(id: string, nodes: object) {
  const facts = { topic: { type: 'text', label: 'Topic' } }
  const document = { format: 1, kind: 'journey', id, name: id, priority: 90, facts, nodes }
  const saved = await server.ask('POST', '/api/documents', { cookie }, { document })
  const published = await server.ask('POST', `/api/documents/${id}/publish`, { cookie }, { acceptWarnings: true })
  if (!published.ok) throw new Error(`${await saved.text()} ${await published.text()}`)
}

const base = () => server.url.replace(/\/$/, '')

/** What Twilio posts, signed. */
async function post(path: string, params: Record<string, string>, token = 'token-now') {
  const all = { AccountSid: 'AC1', To: '+15005550001', ...params }
  const url = path.startsWith('http') ? path : `${base()}/channels/twilio/${path}`
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': getExpectedTwilioSignature(token, url, all),
  }
  return fetch(url, { method: 'POST', headers, body: new URLSearchParams(all) })
}

/** A call, and where its last answer sends it when nobody says anything. */
function calling(call: string, from: string) {
  const params = { CallSid: call, From: from, CallStatus: 'in-progress' }
  let next = 'voice'
  return async (said: Record<string, string> = {}) => {
    const path = next
    const twiml = await (await post(path, { ...params, ...said })).text()
    // Twilio tries again when it is not sure: the same request must get the same answer.
    expect(await (await post(path, { ...params, ...said }, 'token-next')).text()).toBe(twiml)
    next = (/<Redirect[^>]*>([^<]+)/.exec(twiml)?.[1] ?? '').replaceAll('&amp;', '&')
    return twiml
  }
}

const runs = async (journey: string) =>
  RunsAnswer.parse(await (await server.ask('GET', '/api/runs', { cookie })).json()).runs.filter(
    (run) => run.journey === journey,
  )
const timeline = async (customer = '') =>
  CustomerAnswer.parse(await (await server.ask('GET', `/api/desk/customers/${customer}`, { cookie })).json()).timeline

test('a caller who says nothing is asked again, and then the journey goes on', async () => {
  const call = calling('CA1', '+15005550101')
  expect(await call()).toContain('<Say>What is it about?</Say>')
  expect(await call()).toContain('<Say>What is it about?</Say>')
  const after = await call()
  expect(after).toContain('<Say>We write to you instead.</Say><Hangup/>')
  const [run] = await runs('asks')
  expect(run).toMatchObject({ status: 'ended' })

  const before = await timeline(run?.customer)
  const status = { CallSid: 'CA1', From: '+15005550101', CallStatus: 'completed' }
  expect((await post('voice/status', status)).status).toBe(204)
  // The conversation is over; that the line is too opens no new one.
  expect(await timeline(run?.customer)).toEqual(before)
})

test('words and a key come in once each, whichever way Twilio repeats them', async () => {
  const call = calling('CA2', '+15005550102')
  await call()
  expect(await call({ SpeechResult: 'My bill', Confidence: '0.9' })).toContain('Thank you for telling us.')
  const [run] = await runs('asks')
  const said = (await timeline(run?.customer)).filter((item) => item.direction === 'in' && item.kind === 'message')
  expect(said.map((item) => item.text)).toEqual(['My bill'])
})

test('the end of a call nobody knows makes nobody', async () => {
  const found = async (number: string) =>
    CustomersAnswer.parse(await (await server.ask('GET', `/api/desk/customers?q=${number}`, { cookie })).json())
      .customers
  const answer = await post('voice/status', { CallSid: 'CA9', From: '+15005550199', CallStatus: 'no-answer' })
  expect(answer.status).toBe(204)
  expect([(await found('5005550102')).length, await found('5005550199')]).toEqual([1, []])
})

test('a long text goes out in parts; after a limit only the rest does, and its reports settle it', async () => {
  answers = [201, 429]
  const text = { MessageSid: 'SM100', From: '+15005550103', Body: 'Tell me all about it' }
  expect((await post('sms', text)).status).toBe(200)
  expect((await post('sms', text)).status).toBe(200)
  await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(3)
  const parts = sent.map((each) => new URL(each.get('StatusCallback') ?? '').searchParams.get('part'))
  expect(parts).toEqual(['1', '2', '3'])
  expect(sent.map((each) => each.get('Body')).join(' ')).toBe('We are sorry for that. '.repeat(200).trim())

  const [run] = await runs('explains')
  const message = async () => (await timeline(run?.customer)).find((item) => item.direction === 'out')
  await expect.poll(async () => (await message())?.state).toBe('sent')
  const report = (part: number, status: string, more = {}) =>
    post(sent[part - 1]?.get('StatusCallback') ?? '', { MessageSid: `SM${part}`, MessageStatus: status, ...more })
  expect((await report(1, 'delivered')).status).toBe(204)
  await report(2, 'undelivered', { ErrorCode: '30003' })
  await report(2, 'delivered')
  await report(3, 'sent')
  expect(await message()).toMatchObject({ state: 'failed', why: 'sms.undelivered 30003, part 2 of 3' })
})
