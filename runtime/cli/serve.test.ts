import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const bin = join(root, 'bin/throughline.js')
const billing = join(root, 'examples/billing-question/journey.json')
const emptyFolder = () => mkdtempSync(join(tmpdir(), 'throughline-'))

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** Starts the server as a process and waits for its one link, or for its end. */
function start(data: string, args: string[] = [], options: { env?: Record<string, string>; uid?: number } = {}) {
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...options.env }
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data', data, ...args], {
    env,
    uid: options.uid,
    cwd: tmpdir(),
  })
  running.push(child)
  let out = ''
  let err = ''
  child.stderr.on('data', (part) => (err += part))
  const ended = new Promise<number | null>((done) => child.on('close', done))
  const link = new Promise<string>((done) => {
    child.stdout.on('data', (part) => {
      out += part
      const found = /^Throughline is ready: (http\S+)$/m.exec(out)?.[1]
      if (found) done(found)
    })
    void ended.then(() => done(''))
  })
  return { child, link, ended, said: () => ({ out, err }) }
}

/** Runs another command against the server of a data folder. */
function ask(data: string, ...args: string[]) {
  return new Promise<{ code: number | null; out: string; err: string }>((done) => {
    const env = { PATH: process.env.PATH, THROUGHLINE_DATA: data }
    const child = spawn(process.execPath, [bin, ...args], { env, cwd: data })
    let out = ''
    let err = ''
    child.stdout.on('data', (part) => (out += part))
    child.stderr.on('data', (part) => (err += part))
    child.on('close', (code) => done({ code, out, err }))
  })
}

test('start, be ready, sign in, stop; the second start gives a fresh link and knows the cookie', async () => {
  const data = emptyFolder()
  const first = start(data)
  const link = await first.link
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=[\w-]{43}$/)
  const health = await fetch(new URL('/healthz', link))
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
  const opened = await fetch(link, { redirect: 'manual' })
  expect([opened.status, opened.headers.get('location')]).toEqual([302, '/journeys/billing-question'])
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const me = await fetch(new URL('/api/me', link), { headers: { cookie } })
  expect(await me.json()).toMatchObject({ name: 'Admin', role: 'admin' })
  expect((await fetch(link, { redirect: 'manual' })).status).toBe(401)
  for (const name of readdirSync(data)) expect([name, statSync(join(data, name)).mode & 0o077]).toEqual([name, 0])
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  expect(existsSync(join(data, 'cli-token'))).toBe(false)

  const second = start(data)
  const fresh = await second.link
  expect(new URL(fresh).searchParams.get('token')).not.toBe(new URL(link).searchParams.get('token'))
  expect((await fetch(new URL('/api/me', fresh), { headers: { cookie } })).status).toBe(200)
})

test('releases go to the server and back again; runs are listed and replayed', async () => {
  const data = emptyFolder()
  const env = { WEBHOOK_SECRET_SHOP: `whsec_${Buffer.from('a secret of the shop').toString('base64')}` }
  const server = start(data, [], { env })
  const link = await server.link
  const release = join(data, 'changed.release.json')
  const journey = join(data, 'journey.json')
  const changed = JSON.parse(readFileSync(billing, 'utf8'))
  changed.name = 'Billing question, changed'
  writeFileSync(journey, JSON.stringify(changed))
  writeFileSync(join(data, 'workspace.json'), readFileSync(join(root, 'examples/workspace.json')))
  writeFileSync(join(data, 'warm-handover.json'), readFileSync(join(root, 'examples/protocols/warm-handover.json')))
  expect((await ask(data, 'export', journey, '--out', release)).code).toBe(0)
  const { hash } = JSON.parse(readFileSync(release, 'utf8'))

  // The command line and the server freeze the same journey to the same release, code of the steps included.
  const released = JSON.parse((await ask(data, 'releases', 'billing-question', '--json')).out).releases[0]
  expect((await ask(data, 'export', billing)).out).toContain(released.hash)

  const deployed = await ask(data, 'deploy', release, '--json')
  expect([deployed.code, JSON.parse(deployed.out).release]).toMatchObject([0, { hash, number: 2, current: true }])
  const current = async () => {
    const { out } = await ask(data, 'releases', 'billing-question', '--json')
    return JSON.parse(out).releases.map((each: { number: number; current: boolean }) => [each.number, each.current])
  }
  expect(await current()).toEqual([
    [2, true],
    [1, false],
  ])

  const { token } = (await (await fetch(new URL('/channels/webchat/sessions', link), { method: 'POST' })).json()) as {
    token: string
  }
  const words = ['My bill is wrong', '54321', 'The date on it', 'agent, please']
  for (const [n, text] of words.entries()) {
    const said = await fetch(new URL('/channels/webchat/messages', link), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: `message-${n}`, text }),
    })
    expect(said.status).toBe(202)
  }
  const runs = JSON.parse((await ask(data, 'runs', '--json')).out)
  expect(runs.map((run: object) => Object.keys(run))).toEqual([
    ['id', 'journey', 'release', 'customer', 'at', 'since', 'waitingFor', 'status'],
  ])
  expect(runs[0]).toMatchObject({
    journey: 'billing-question',
    release: hash,
    status: 'active',
    at: ['to-agent/offer'],
  })
  expect((await ask(data, 'runs', '--status', 'ended', '--json')).out).toBe('[]\n')
  const replayed = await ask(data, 'replay', runs[0].id, '--json')
  expect([replayed.code, JSON.parse(replayed.out)]).toMatchObject([
    0,
    { equal: true, difference: null, turns: [{ turn: 1 }, { turn: 2 }, { turn: 3 }, { turn: 4 }] },
  ])

  expect((await ask(data, 'rollback', 'billing-question')).code).toBe(0)
  expect(await current()).toEqual([
    [2, false],
    [1, true],
  ])
  // The run stays on the release it started on.
  expect(JSON.parse((await ask(data, 'runs', '--json')).out)[0].release).toBe(hash)
  const first = await ask(data, 'rollback', 'billing-question')
  expect([first.code, first.err]).toEqual([1, 'There is no release of “billing-question” before the current one.\n'])

  writeFileSync(release, readFileSync(release, 'utf8').replace('Billing question, changed', 'Tampered with'))
  const tampered = await ask(data, 'deploy', release)
  expect([tampered.code, tampered.out]).toEqual([1, expect.stringContaining('its hash does not match')])
})

test('a run that goes another way on this build is told by its first difference', async () => {
  const data = emptyFolder()
  const first = start(data)
  const chat = new URL('/channels/webchat/', await first.link)
  const { token } = (await (await fetch(new URL('sessions', chat), { method: 'POST' })).json()) as { token: string }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ id: 'message-1', text: 'My bill is wrong' })
  expect((await fetch(new URL('messages', chat), { method: 'POST', headers, body })).status).toBe(202)
  const [run] = JSON.parse((await ask(data, 'runs', '--json')).out)
  first.child.kill('SIGTERM')
  await first.ended
  const sqlite = new Sqlite(join(data, 'throughline.db'))
  sqlite.prepare("update journal set trail = replace(trail, 'acknowledge', 'greet')").run()
  sqlite.close()

  await start(data).link
  const words = await ask(data, 'replay', run.id)
  expect([words.code, words.err, words.out.trim().split('\n').slice(1, 3)]).toEqual([
    1,
    '',
    [
      'Turn 1 was: writes-or-calls/received → greet/sent',
      'This build has: writes-or-calls/received → acknowledge/sent',
    ],
  ])
  const asJson = await ask(data, 'replay', run.id, '--json')
  expect([asJson.code, JSON.parse(asJson.out)]).toMatchObject([
    1,
    { run: run.id, equal: false, difference: { turn: 1, what: 'path' }, turns: [{ turn: 1, equal: false }] },
  ])
  expect(await ask(data, 'replay', 'nobody')).toMatchObject({ code: 1, err: 'No run has this id.\n' })
})

/** A start that must fail, with one sentence that says what to do and nothing else. */
async function refused(...args: Parameters<typeof start>): Promise<string> {
  const { ended, said } = start(...args)
  const code = await ended
  const { out, err } = said()
  expect([code, out, err.trim().split('\n').length]).toEqual([1, '', 1])
  return err.trim()
}

test('a port in use', async () => {
  const server = start(emptyFolder())
  const { port } = new URL(await server.link)
  expect(await refused(emptyFolder(), ['--port', port])).toBe(
    `Port ${port} is in use, perhaps by another Throughline. Stop that, or choose another port with --port (0 takes any free one).`,
  )
})

test('a data folder that another one has, and that is free again after kill -9', async () => {
  const data = emptyFolder()
  const server = start(data)
  await server.link
  expect(await refused(data)).toMatch(
    /is in use by another Throughline\. Stop it, or choose another folder with --data\.$/,
  )
  server.child.kill('SIGKILL')
  await server.ended
  expect(await start(data).link).not.toBe('')
})

/** Whether somebody without rights can run this clone at all. */
function openToOthers(path: string): boolean {
  const mode = statSync(path).mode
  return (mode & 0o001) !== 0 && (resolve(path, '..') === path || openToOthers(resolve(path, '..')))
}

test.skipIf(process.getuid?.() === 0 && !openToOthers(root))('a data folder that cannot be written to', async () => {
  const data = emptyFolder()
  chmodSync(data, 0o555)
  // The superuser may write anywhere, so somebody else has to try.
  const uid = process.getuid?.() === 0 ? 65_534 : undefined
  expect(await refused(data, [], { uid })).toMatch(
    /cannot be written to\. Give this user the right to write there, or choose another folder with --data\.$/,
  )
  chmodSync(data, 0o755)
  expect(readdirSync(data)).toEqual([])
})

test('a data folder of a newer version', async () => {
  const data = emptyFolder()
  const server = start(data)
  await server.link
  server.child.kill('SIGTERM')
  await server.ended
  const sqlite = new Sqlite(join(data, 'throughline.db'))
  sqlite.exec("insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')")
  sqlite.close()
  expect(await refused(data)).toMatch(
    /was written by a newer version of Throughline \(9999-later\)\. Update Throughline/,
  )
})

test('open to the network without https', async () => {
  expect(await refused(emptyFolder(), ['--host', '0.0.0.0'])).toMatch(/^Listening on 0\.0\.0\.0 .*--insecure-public/)
})
