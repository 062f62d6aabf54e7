import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import twilio from 'twilio'
import { afterEach, expect, test } from 'vitest'

const bin = resolve(import.meta.dirname, '../../bin/throughline.js')
const authToken = 'a-twilio-token-of-a-test'
const mailToken = 'a-mail-token-of-a-test'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const each of cleanUp.splice(0)) each()
})

interface Server {
  url: string
  cookie: string
  /** What `kill -9` does: no goodbye, no flush. */
  kill(): Promise<void>
}

/** Starts the server as a person would and opens the link it prints. */
async function start(data: string, env: Record<string, string>): Promise<Server> {
  const child: ChildProcess = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data', data], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', EMAIL_INBOUND_SECRET: mailToken, ...env },
  })
  cleanUp.push(() => child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stderr?.on('data', (part) => (err += part))
  const link = await new Promise<string>((done, fail) => {
    child.stdout?.on('data', (part) => {
      out += part
      const found = /ready: (http\S+)/.exec(out)?.[1]
      if (found) done(found)
    })
    child.on('exit', () => fail(new Error(`The server stopped: ${out}${err}`)))
  })
  const opened = await fetch(link, { redirect: 'manual' })
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const gone = new Promise<void>((done) => child.on('exit', () => done()))
  const kill = () => {
    child.kill('SIGKILL')
    return gone
  }
  return { url: new URL(link).origin, cookie, kill }
}

const mail = (server: Server, id: string, text: string, more = '', token = mailToken) =>
  fetch(`${server.url}/channels/email/mime`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'message/rfc822' },
    body: `From: Ana Ruiz <ana@example.com>\r\nTo: support@localhost\r\nSubject: My invoice\r\nMessage-ID: <${id}@example.com>\r\n${more}Date: Thu, 12 Mar 2026 09:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
  })

function voice(server: Server, path: string, params: Record<string, string>, token = authToken) {
  const url = `${server.url}/channels/twilio/${path}`
  return fetch(url, {
    method: 'POST',
    headers: {
      'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, params),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(params),
  })
}

async function desk<T = Record<string, never>>(server: Server, path: string, body?: object): Promise<T> {
  const init = body && {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { cookie: server.cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
  }
  const answer = await fetch(`${server.url}/api/desk${path}`, init ?? { headers: { cookie: server.cookie } })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json() as Promise<T>
}

async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await what()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('It did not come about within ten seconds.')
}

interface Listed {
  offers: { id: string; channel: string }[]
}

interface Detail {
  handoff: { status: string }
  context: { facts: { name: string; value: string; channel: string }[]; complete: boolean }
  timeline: { channel: string | null; text: string; by: string; state: string | null }[]
}

test('an e-mail, a kill, a call, a kill: the agent has everything and nothing is sent twice', async () => {
  const data = mkdtempSync(join(tmpdir(), 'throughline-story-'))
  // A stand-in for Twilio's REST side, so that calls can be redirected.
  const rest = createServer((request, response) =>
    request
      .resume()
      .on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end('{"sid":"SM1"}')),
  )
  await new Promise<void>((done) => rest.listen(0, '127.0.0.1', done))
  cleanUp.push(() => rest.close())
  const port = (rest.address() as { port: number }).port
  const env = {
    TWILIO_ACCOUNT_SID: 'ACtest',
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_FROM: '+15005550001',
    TWILIO_API_BASE: `http://127.0.0.1:${port}`,
    THROUGHLINE_ALLOW_PRIVATE_HOSTS: `127.0.0.1:${port}`,
  }
  let server = await start(data, env)
  expect((await mail(server, 'm1', 'My invoice is wrong', '', 'a-wrong-token')).status).toBe(401)
  expect((await mail(server, 'm1', 'My invoice is wrong')).status).toBe(202)
  expect((await mail(server, 'm1', 'My invoice is wrong')).status).toBe(202)
  const letters = () => readdirSync(join(data, 'outbox')).filter((file) => file.endsWith('.eml'))
  await until(async () => (letters().length >= 2 ? true : undefined))
  expect(letters()).toHaveLength(2)
  expect(
    letters()
      .map((file) => readFileSync(join(data, 'outbox', file), 'utf8'))
      .join(),
  ).toContain('Which invoice')
  await server.kill()

  server = await start(data, env)
  expect(
    (await mail(server, 'm2', 'It is 12345', 'In-Reply-To: <m1@example.com>\r\nReferences: <m1@example.com>\r\n'))
      .status,
  ).toBe(202)
  await until(async () => (letters().length >= 3 ? true : undefined))

  const call = { CallSid: 'CA1', From: '+15005550006', To: '+15005550001', AccountSid: 'ACtest', Direction: 'inbound' }
  expect((await voice(server, 'voice', call, 'another-token')).status).toBe(401)
  const twiml = await (await voice(server, 'voice', call)).text()
  expect(twiml).toContain('>billing</Enqueue>')
  expect(await (await voice(server, 'voice', call)).text()).toBe(twiml)
  expect(await (await voice(server, 'voice/wait?step=0&round=0', call)).text()).toContain('will not have to repeat')
  const offer = await until(async () => (await desk<Listed>(server, '')).offers[0])
  expect(offer.channel).toBe('voice')
  await server.kill()

  server = await start(data, env)
  const query = `?id=${encodeURIComponent(offer.id)}`
  const before = await desk<Detail>(server, `/handoff${query}`)
  expect(before.context).toMatchObject({
    complete: true,
    facts: [{ name: 'invoice', value: '12345', channel: 'email' }],
  })
  expect(before.timeline.map((item) => item.channel)).toEqual(expect.arrayContaining(['email', 'voice']))
  await desk(server, `/accept${query}`, {})
  await desk(server, `/shown${query}`, {})
  const reply = { id: 'reply-0001', text: 'Hello Ana, I have invoice 12345 in front of me.', channel: 'email' }
  await desk(server, `/reply${query}`, reply)
  await desk(server, `/reply${query}`, reply)
  await until(async () => (letters().length >= 4 ? true : undefined))
  await desk(server, `/close${query}`, { outcome: 'resolved', disposition: 'Explained the amount' })
  const after = await desk<Detail>(server, `/handoff${query}`)
  expect(after.handoff.status).toBe('closed')
  expect(after.timeline.filter((item) => item.text === reply.text)).toHaveLength(1)
  expect(after.timeline.map((item) => item.text)).toContain('Journey ended: solved')
  const token = readFileSync(join(data, 'cli-token'), 'utf8')
  const { runs } = (await (
    await fetch(`${server.url}/api/runs`, { headers: { authorization: `Bearer ${token}` } })
  ).json()) as { runs: { status: string; journey: string }[] }
  expect(runs).toMatchObject([{ journey: 'billing-question', status: 'ended' }])
  expect(letters()).toHaveLength(4)
})
