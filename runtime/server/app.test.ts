import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from './app.ts'
import type { Deps } from './deps.ts'
import { assertDeclared, type Env, may } from './may.ts'
import { rightsOf } from './permission.ts'
import { openLink, type StartedServer, startServer } from './started-server.ts'

let server: StartedServer
let admin: string
let editor: string
let agent: string
beforeAll(async () => {
  server = await startServer()
  admin = await server.signIn('admin')
  editor = await server.signIn('editor')
  agent = await server.signIn('agent')
})
afterAll(() => server.stop())

const routes = assertDeclared(buildApp({} as Deps))
const guarded = routes.filter((route) => route.permission !== 'public')

describe('permissions', () => {
  test('a route that declares none is found before the server starts', () => {
    const careless = new Hono<Env>().get('/api/careless', (c) => c.text('open to everybody'))
    expect(() => buildApp({} as Deps, careless)).toThrow('GET /api/careless declares no permission')
    const behind = new Hono<Env>().all('/api/careless', may('desk'), (c) => c.text('ok'))
    expect(() => buildApp({} as Deps, behind)).not.toThrow()
  })

  test('nothing under /api is public', () => {
    expect(routes.filter((route) => route.path.startsWith('/api') && route.permission === 'public')).toEqual([])
  })

  test.each(guarded)('$method $path asks who you are', async ({ method, path }) => {
    const strangers = [{}, { cookie: 'throughline=guessed' }, { token: 'guessed' }]
    for (const who of strangers) {
      const answer = await server.ask(method, fill(path), who, method === 'GET' ? undefined : {})
      expect(answer.status).toBe(401)
      expect(await answer.json()).toMatchObject({ error: { code: 'account.unknown' } })
    }
  })

  test.each(guarded.filter((route) => route.path !== '/api/sign-out'))(
    '$method $path is for those who may: $permission',
    async ({ method, path, permission }) => {
      for (const [role, cookie] of [
        ['admin', admin],
        ['editor', editor],
        ['agent', agent],
      ] as const) {
        const answer = await server.ask(method, fill(path), { cookie }, method === 'GET' ? undefined : {})
        await answer.body?.cancel()
        expect([role, answer.status === 403]).toEqual([role, !rightsOf(role).has(permission)])
      }
    },
  )

  test('editors answer customers at the desk too; operating and inviting stay with admins', async () => {
    const desk = await server.ask('GET', '/api/desk', { cookie: editor })
    await desk.body?.cancel()
    expect(desk.status).toBe(200)
    const missing = [...rightsOf('admin')].filter((right) => !rightsOf('editor').has(right))
    expect(missing).toEqual(['public', 'workspace.write', 'runs.operate', 'accounts.manage'])
  })

  test('a program may do what its token says and no more', async () => {
    const made = await server.ask('POST', '/api/tokens', { cookie: admin }, { name: 'ci', scopes: ['releases.read'] })
    const { token } = (await made.json()) as { token: string }
    expect((await server.ask('GET', '/api/releases', { token })).status).toBe(200)
    expect((await server.ask('GET', '/api/runs', { token })).status).toBe(403)
    expect((await server.ask('POST', '/api/releases', { token }, {})).status).toBe(403)
    expect((await server.ask('DELETE', '/api/tokens/ci', { cookie: admin })).status).toBe(200)
    expect((await server.ask('GET', '/api/releases', { token })).status).toBe(401)
    const unknown = await server.ask('POST', '/api/tokens', { cookie: admin }, { name: 'x', scopes: ['everything'] })
    expect([unknown.status, await unknown.json()]).toMatchObject([422, { error: { code: 'token.scope_unknown' } }])
  })
})

describe('requests from other sites', () => {
  const own = () => new URL(server.url).origin
  const json = { 'content-type': 'application/json' }
  test.each([
    ['without any sign of where it is from', json, 403],
    ['from another site', { ...json, 'sec-fetch-site': 'cross-site' }, 403],
    ['from another port of this host', { ...json, 'sec-fetch-site': 'same-site' }, 403],
    ['from another origin', { ...json, origin: 'https://evil.example' }, 403],
    ['from an opaque origin', { ...json, origin: 'null' }, 403],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }, 403],
    ['as plain text', { 'content-type': 'text/plain', 'sec-fetch-site': 'same-origin' }, 403],
    ['from our own page', { ...json, 'sec-fetch-site': 'same-origin' }, 409],
    ['from our own page in an older browser', { ...json, origin: 'OWN' }, 409],
  ])('%s', async (_, headers, status) => {
    const sent = { ...(headers as Record<string, string>), cookie: admin }
    if ('origin' in sent && sent.origin === 'OWN') sent.origin = own()
    const body = JSON.stringify({ document: { format: 1, id: 'billing-question', name: 'Again' } })
    const answer = await fetch(`${server.url}/api/documents`, { method: 'POST', headers: sent, body })
    expect(answer.status).toBe(status)
  })
})

describe('signing in', () => {
  test('a link works once, and says so the second time', async () => {
    const invited = await server.ask('POST', '/api/invites', { cookie: admin }, { name: 'Mira', role: 'agent' })
    const { link } = (await invited.json()) as { link: string }
    const opened = await fetch(link, { redirect: 'manual' })
    expect([opened.status, opened.headers.get('location')]).toEqual([302, '/desk/'])
    expect(opened.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
    const again = await fetch(link, { redirect: 'manual' })
    expect([again.status, again.headers.get('set-cookie')]).toEqual([401, null])
    expect(await again.text()).toContain('used already')
  })

  test('the one who opens an invitation again is still the same person', async () => {
    const names = async () =>
      (
        (await (await server.ask('GET', '/api/accounts', { cookie: admin })).json()) as { accounts: { name: string }[] }
      ).accounts.map((each) => each.name)
    await server.signIn('editor')
    expect((await names()).filter((name) => name === 'A editor')).toHaveLength(1)
  })

  test('signing out ends it', async () => {
    const cookie = await server.signIn('agent')
    expect((await server.ask('GET', '/api/me', { cookie })).status).toBe(200)
    expect((await server.ask('POST', '/api/sign-out', { cookie })).status).toBe(200)
    expect((await server.ask('GET', '/api/me', { cookie })).status).toBe(401)
  })

  test('a newer link for somebody replaces the one before', async () => {
    const made = async () =>
      (await (await server.ask('POST', '/api/invites', { cookie: admin }, { name: 'Noa', role: 'editor' })).json()) as {
        link: string
      }
    const [older, newer] = [await made(), await made()]
    expect(await openLink(older.link)).toBe('')
    expect(await openLink(newer.link)).not.toBe('')
  })

  test('guessed links open nothing', async () => {
    for (const token of ['', 'guess', 'a'.repeat(43)])
      expect(await openLink(`${server.url}/open?token=${token}`)).toBe('')
  })
})

describe('answers', () => {
  test('an address nobody serves', async () => {
    const answer = await fetch(`${server.url}/api/nothing`)
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: 'page.unknown' } }])
  })

  test('carry headers that browsers heed', async () => {
    const { headers } = await fetch(`${server.url}/api/me`)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test.each([
    ['not JSON', '{'],
    ['a key that could reach a prototype', '{"document":{"__proto__":{"admin":true}}}'],
    ['too deep', `{"document":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`],
    ['an unknown field', '{"document":{},"more":1}'],
  ])('a body that is %s', async (_, body) => {
    const headers = { cookie: admin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/api/documents`, { method: 'POST', headers, body })
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'request.invalid' } }])
  })

  test('a body over the limit', async () => {
    const headers = { cookie: admin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
    const body = JSON.stringify({ document: 'a'.repeat(6 * 1024 * 1024) })
    const answer = await fetch(`${server.url}/api/documents`, { method: 'POST', headers, body })
    expect([answer.status, await answer.json()]).toMatchObject([413, { error: { code: 'request.too_large' } }])
  })
})

function fill(path: string): string {
  return path.replaceAll(/:\w+(\{[^}]*\})?/g, 'nobody').replace('*', 'nothing')
}
