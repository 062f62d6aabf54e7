import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import * as Y from 'yjs'
import {
  DocumentAnswer,
  DocumentsAnswer,
  PublishedAnswer,
  PublishRefused,
  ReleasesAnswer,
  RolledBackAnswer,
  readShared,
  writeShared,
} from '#api'
import { type StartedServer, startServer } from './started-server.ts'

let server: StartedServer
let cookie: string
beforeAll(async () => {
  server = await startServer()
  cookie = await server.signIn('editor')
})
afterAll(() => server.stop())

const ask = (method: string, path: string, body?: unknown) => server.ask(method, path, { cookie }, body)

/** A journey that says one sentence to whoever writes. */
function hello(id: string, text: string, next = 'end') {
  return {
    format: 1,
    kind: 'journey',
    id,
    name: 'Says hello',
    priority: -50,
    nodes: {
      start: { type: 'inbound', config: {}, next: { received: 'say' } },
      say: { type: 'say', config: { text }, next: { sent: next } },
      end: { type: 'end', config: {} },
    },
  }
}

test('a fresh store has the examples, published', async () => {
  const { documents } = DocumentsAnswer.parse(await (await ask('GET', '/api/documents')).json())
  const billing = documents.find((each) => each.id === 'billing-question')
  expect(billing).toMatchObject({ kind: 'journey', changed: false, release: { number: 1 } })
  expect(documents.find((each) => each.id === 'warm-handover')).toMatchObject({ kind: 'protocol', release: null })
})

test('a draft is added, read, replaced, published, changed again and removed', async () => {
  expect((await ask('POST', '/api/documents', { document: hello('hello', 'Hello') })).status).toBe(201)
  const again = await ask('POST', '/api/documents', { document: hello('hello', 'Hello') })
  expect([again.status, await again.json()]).toMatchObject([409, { error: { code: 'document.exists' } }])
  const read = DocumentAnswer.parse(await (await ask('GET', '/api/documents/hello')).json())
  expect(read).toMatchObject({ revision: 1, document: { name: 'Says hello' } })

  expect((await ask('POST', '/api/documents/hello/publish', { acceptWarnings: true })).status).toBe(201)
  const rowOf = async () =>
    DocumentsAnswer.parse(await (await ask('GET', '/api/documents')).json()).documents.find(
      (each) => each.id === 'hello',
    )
  expect(await rowOf()).toMatchObject({ changed: false, release: { number: 1 } })
  expect((await ask('PUT', '/api/documents/hello', { document: hello('hello', 'Good day') })).status).toBe(200)
  expect(await rowOf()).toMatchObject({ changed: true, revision: 2 })

  expect((await ask('DELETE', '/api/documents/hello')).status).toBe(200)
  expect((await ask('GET', '/api/documents/hello')).status).toBe(404)
  expect((await ask('DELETE', '/api/documents/hello')).status).toBe(404)
})

test('what cannot be read as a document is refused, with every reason', async () => {
  const answer = await ask('POST', '/api/documents', { document: { format: 1, id: 'Not An Id', name: '', stray: 1 } })
  const refused = PublishRefused.parse(await answer.json())
  expect([answer.status, refused.error.code]).toEqual([422, 'document.invalid'])
  expect(refused.problems.map((each) => each.path.join('.')).sort()).toEqual(['', 'id', 'name'])
  const other = await ask('PUT', '/api/documents/hello', { document: hello('another', 'Hi') })
  expect(other.status).toBe(422)
})

test('errors always refuse to be published', async () => {
  await ask('PUT', '/api/documents/broken', { document: hello('broken', 'Hello', 'nowhere') })
  const answer = await ask('POST', '/api/documents/broken/publish', { acceptWarnings: true })
  const refused = PublishRefused.parse(await answer.json())
  expect([answer.status, refused.error.code]).toEqual([422, 'document.problems'])
  expect(refused.problems.some((each) => each.severity === 'error')).toBe(true)
  expect((await ask('POST', '/api/documents/nobody/publish', {})).status).toBe(404)
})

test('rolling back walks back through what was current, and forward again by publishing', async () => {
  const publish = async (text: string) => {
    await ask('PUT', '/api/documents/rolled', { document: hello('rolled', text) })
    return PublishedAnswer.parse(
      await (await ask('POST', '/api/documents/rolled/publish', { acceptWarnings: true })).json(),
    ).release
  }
  const [one, two, three] = [await publish('One'), await publish('Two'), await publish('Three')]
  expect([one.number, two.number, three.number]).toEqual([1, 2, 3])
  const back = async () => ask('POST', '/api/documents/rolled/rollback', {})
  expect(RolledBackAnswer.parse(await (await back()).json()).release.hash).toBe(two.hash)
  expect(RolledBackAnswer.parse(await (await back()).json()).release.hash).toBe(one.hash)
  expect([(await back()).status]).toEqual([409])
  // The same content is the same release; it only becomes current again.
  expect((await publish('Three')).number).toBe(3)
  const { releases } = ReleasesAnswer.parse(await (await ask('GET', '/api/releases?document=rolled')).json())
  expect(releases.map(({ number, current }) => [number, current])).toEqual([
    [3, true],
    [2, false],
    [1, false],
  ])
})

test('a release file that was changed is refused', async () => {
  const { releases } = ReleasesAnswer.parse(await (await ask('GET', '/api/releases?document=billing-question')).json())
  const release = (await (await ask('GET', `/api/releases/${releases[0]?.hash}`)).json()) as {
    journey: { name: string }
  }
  expect((await ask('POST', '/api/releases', release)).status).toBe(201)
  release.journey.name = 'Something else'
  const answer = await ask('POST', '/api/releases', release)
  expect([answer.status, await answer.json()]).toMatchObject([422, { error: { code: 'release.refused' } }])
})

test('a release that names a queue this server lacks is refused', async () => {
  const admin = { cookie: await server.signIn('admin') }
  const { releases } = ReleasesAnswer.parse(await (await ask('GET', '/api/releases?document=billing-question')).json())
  const release = await (await ask('GET', `/api/releases/${releases[0]?.hash}`)).json()
  const before = (await (await ask('GET', '/api/workspace')).json()) as { workspace: { queues: object } }
  await server.ask('PUT', '/api/workspace', admin, { workspace: { ...before.workspace, queues: {} } })
  const answer = await ask('POST', '/api/releases', release)
  expect([answer.status, ((await answer.json()) as { error: { message: string } }).error.message]).toEqual([
    422,
    expect.stringMatching(/^The queue “[a-z-]+” does not exist on this server/),
  ])
  expect((await server.ask('PUT', '/api/workspace', admin, { workspace: before.workspace })).status).toBe(200)
})

/** An open editor: the draft as somebody's browser has it. */
async function openEditor(id: string, headers: Record<string, string>) {
  class FromAPage extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols, { headers })
    }
  }
  const socket = new HocuspocusProviderWebsocket({
    url: `${server.url.replace('http', 'ws')}/collab`,
    WebSocketPolyfill: FromAPage,
    maxAttempts: 1,
  })
  const shared = new Y.Doc()
  const provider = new HocuspocusProvider({ websocketProvider: socket, name: id, document: shared })
  provider.attach()
  const synced = await Promise.race([
    new Promise<boolean>((done) => provider.on('synced', () => done(true))),
    new Promise<boolean>((done) => setTimeout(() => done(false), 1500)),
  ])
  return {
    shared,
    synced,
    close() {
      provider.destroy()
      socket.destroy()
    },
  }
}

test('two editors see each other’s words, a replaced draft reaches them, and what they wrote is published', async () => {
  await ask('PUT', '/api/documents/together', { document: hello('together', 'Hello there') })
  const headers = { cookie, origin: server.url }
  const [one, two] = [await openEditor('together', headers), await openEditor('together', headers)]
  try {
    expect([one.synced, two.synced]).toEqual([true, true])
    writeShared(one.shared, hello('together', 'Hello there, Ana'), 'one')
    await expect
      .poll(() => readShared(two.shared))
      .toMatchObject({ nodes: { say: { config: { text: 'Hello there, Ana' } } } })
    // Read at once, though nothing was saved by itself yet.
    const read = DocumentAnswer.parse(await (await ask('GET', '/api/documents/together')).json())
    expect(read.document).toMatchObject({ nodes: { say: { config: { text: 'Hello there, Ana' } } } })

    await ask('PUT', '/api/documents/together', { document: hello('together', 'Good day, Ana') })
    await expect
      .poll(() => readShared(one.shared))
      .toMatchObject({ nodes: { say: { config: { text: 'Good day, Ana' } } } })
  } finally {
    one.close()
    two.close()
  }
})

test('nobody edits without being signed in, or from another site, or as an agent', async () => {
  const agent = await server.signIn('agent')
  const refusal = (headers: Record<string, string>) =>
    new Promise<number | undefined>((done) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/collab`, { headers })
      socket.on('unexpected-response', (_, response) => done(response.statusCode))
      socket.on('open', () => done(101))
      socket.on('error', () => done(undefined))
    })
  expect(await refusal({ cookie, origin: server.url })).toBe(101)
  expect(await refusal({ origin: server.url })).toBe(401)
  expect(await refusal({ cookie: `${cookie}x`, origin: server.url })).toBe(401)
  expect(await refusal({ cookie, origin: 'https://evil.example' })).toBe(403)
  expect(await refusal({ cookie })).toBe(403)
  expect(await refusal({ cookie: agent, origin: server.url })).toBe(403)
})
