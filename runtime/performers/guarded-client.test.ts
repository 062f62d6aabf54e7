import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createRawServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GuardedClient, guardedClient, isPublic } from './guarded-client.ts'

const seen: { url: string; headers: IncomingMessage['headers']; method: string; body: string }[] = []
let server: Server
let other: Server
let port = 0
let otherPort = 0
const clients: GuardedClient[] = []

function client(allowPrivateHosts: string[] = []): GuardedClient {
  const made = guardedClient({ allowPrivateHosts })
  clients.push(made)
  return made
}

async function answer(request: IncomingMessage, response: ServerResponse) {
  let body = ''
  for await (const part of request) body += part
  seen.push({ url: request.url ?? '', headers: request.headers, method: request.method ?? '', body })
  const url = new URL(request.url ?? '/', 'http://x')
  const to = url.searchParams.get('to')
  if (to !== null) return response.writeHead(Number(url.searchParams.get('status') ?? 302), { location: to }).end()
  if (url.pathname === '/big') return response.end('x'.repeat(300 * 1024))
  if (url.pathname === '/slow') return
  if (url.pathname === '/trickle') return response.writeHead(200, { 'content-length': '10' }).write('x')
  if (url.pathname === '/cut') return request.socket.destroy()
  response.end('SECRET')
}

beforeAll(async () => {
  const listen = (on: Server, host: string) =>
    new Promise<number>((resolve) => on.listen(0, host, () => resolve((on.address() as AddressInfo).port)))
  server = createServer(answer)
  other = createServer(answer)
  port = await listen(server, '::')
  otherPort = await listen(other, '127.0.0.1')
})
afterAll(async () => {
  for (const each of [server, other]) {
    each.closeAllConnections()
    each.close()
  }
  await Promise.all(clients.map((each) => each.close()))
})

const get = (url: string, timeoutMs = 2_000) => ({ method: 'GET', url, timeoutMs })

test('reaches a host that was named as an exception, with its port or without', async () => {
  expect(await client([`127.0.0.1:${port}`]).send(get(`http://127.0.0.1:${port}/`))).toMatchObject({
    status: 200,
    text: 'SECRET',
  })
  expect(await client(['localhost']).send(get(`http://localhost:${port}/`))).toMatchObject({ status: 200 })
  expect(await client(['127.0.0.1:1']).send(get(`http://127.0.0.1:${port}/`))).toMatchObject({ failure: 'blocked' })
})

// Every way to write this machine; nothing here leaves it.
test.each([
  'http://127.0.0.1:P/',
  'http://localhost:P/',
  'http://0.0.0.0:P/',
  'http://[::1]:P/',
  'http://[::ffff:127.0.0.1]:P/',
  'http://[::ffff:7f00:1]:P/',
  'http://[::7f00:1]:P/',
  'http://2130706433:P/',
  'http://0x7f.1:P/',
  'http://017700000001:P/',
  'http://127.1:P/',
  'http://127.0.0.1.:P/',
  'http://localhost.:P/',
  'http://[::]:P/',
  'http://0:P/',
  'http://①②⑦.0.0.1:P/',
])('does not reach %s', async (url) => {
  const before = seen.length
  const result = await client().send(get(url.replace('P', `${port}`)))
  expect(result).toMatchObject({ reached: false })
  expect(['blocked', 'unreachable', 'url']).toContain((result as { failure: string }).failure)
  expect(seen.length).toBe(before)
})

test.each([
  '169.254.169.254',
  'fd00:ec2::254',
  '100.64.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  'fe80::1',
  'fc00::1',
  'fec0::1',
  '224.0.0.1',
  'ff02::1',
  '255.255.255.255',
  '198.18.0.1',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:10.0.0.1',
  '2002:7f00:1::',
  '2001::1',
  '192.0.2.1',
  '192.0.0.1',
  '192.88.99.1',
  '240.0.0.1',
  '0.0.0.0',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  '4000::1',
  '',
  'localhost',
  '127.0.0.1/8',
])('%s is not public', (address) => {
  expect(isPublic(address)).toBe(false)
})

test('public addresses are public', () => {
  expect(['93.184.216.34', '2606:4700::1111', '::ffff:93.184.216.34'].map(isPublic)).toEqual([true, true, true])
})

test('checks again on every redirect, and follows three at most', async () => {
  const allowed = client([`127.0.0.1:${port}`])
  const inward = encodeURIComponent(`http://127.0.0.1:${otherPort}/secret`)
  expect(await allowed.send({ ...get(`http://127.0.0.1:${port}/?to=${inward}`), redirects: 3 })).toEqual({
    failure: 'blocked',
    reached: true,
  })
  const chain = (hops: number): string => (hops === 0 ? '/end' : `/?to=${encodeURIComponent(chain(hops - 1))}`)
  const follow = (hops: number) => allowed.send({ ...get(`http://127.0.0.1:${port}${chain(hops)}`), redirects: 9 })
  expect(await follow(3)).toMatchObject({ status: 200 })
  expect(await follow(4)).toMatchObject({ failure: 'redirects' })
  expect(await allowed.send({ ...get(`http://127.0.0.1:${port}/?to=file:///etc/passwd`), redirects: 3 })).toMatchObject(
    { failure: 'redirects' },
  )
})

test('keeps credentials from other hosts, and a post from becoming one twice', async () => {
  const both = client(['127.0.0.1', 'localhost'])
  const headers = { authorization: 'Bearer x', cookie: 'a=b', 'x-api-key': 'k', 'idempotency-key': 'e', accept: 'a/b' }
  const to = encodeURIComponent(`http://127.0.0.1:${otherPort}/there`)
  await both.send({
    method: 'POST',
    url: `http://127.0.0.1:${port}/?to=${to}`,
    headers,
    body: 'B',
    timeoutMs: 2000,
    redirects: 3,
  })
  const last = seen.at(-1)
  expect([last?.url, last?.method, last?.body]).toEqual(['/there', 'GET', ''])
  expect(Object.keys(last?.headers ?? {}).sort()).toEqual(['accept', 'connection', 'host'])
  await both.send({
    method: 'GET',
    url: `http://127.0.0.1:${port}/?to=%2Fhere`,
    headers,
    timeoutMs: 2000,
    redirects: 3,
  })
  expect(seen.at(-1)).toMatchObject({ url: '/here', headers: { authorization: 'Bearer x' } })
})

test('caps size and time, whatever part of the answer is slow', async () => {
  const allowed = client([`127.0.0.1:${port}`])
  expect(await allowed.send(get(`http://127.0.0.1:${port}/big`))).toEqual({ failure: 'too_large', reached: true })
  const started = performance.now()
  expect(await allowed.send(get(`http://127.0.0.1:${port}/slow`, 300))).toEqual({ failure: 'no_answer', reached: true })
  expect(await allowed.send(get(`http://127.0.0.1:${port}/trickle`, 300))).toEqual({
    failure: 'no_answer',
    reached: true,
  })
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('tells what certainly did not arrive from what may have', async () => {
  const free = await new Promise<number>((resolve) => {
    const probe = createRawServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
  const allowed = client(['127.0.0.1'])
  expect(await allowed.send(get(`http://127.0.0.1:${free}/`))).toEqual({ failure: 'unreachable', reached: false })
  expect(await allowed.send(get(`http://127.0.0.1:${port}/cut`))).toEqual({ failure: 'no_answer', reached: true })
})

test.each([
  'ftp://example.com/',
  'file:///etc/passwd',
  'not a url',
  'http://me:pass@example.com/',
  'javascript:alert(1)',
])('refuses %s', async (url) => {
  expect(await client().send(get(url))).toEqual({ failure: 'url', reached: false })
})
