import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const bin = join(root, 'bin/throughline.js')
const billing = join(root, 'examples/billing-question/journey.json')

/** An empty folder of its own. */
const emptyFolder = () => mkdtempSync(join(tmpdir(), 'throughline-'))

/** Runs the command line as somebody would, in a folder. */
function throughline(args: string[], { cwd = emptyFolder(), uid }: { cwd?: string; uid?: number } = {}) {
  return new Promise<{ code: number | null; out: string; err: string; cwd: string }>((done) => {
    const env = { PATH: process.env.PATH, LOG_LEVEL: 'silent' }
    const child = spawn(process.execPath, [bin, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], uid })
    let out = ''
    let err = ''
    child.stdout.on('data', (part) => (out += part))
    child.stderr.on('data', (part) => (err += part))
    child.on('close', (code) => done({ code, out, err, cwd }))
  })
}

/** A folder with a journey of this text in it. */
function folderWith(text: string, name = 'journey.json'): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, name), text)
  return folder
}

const commands = ['serve', 'check', 'simulate', 'compile', 'export', 'deploy', 'releases', 'rollback', 'runs', 'replay']

test('help names every command, and each command’s help has an example', async () => {
  const { out, code } = await throughline(['--help'])
  expect(code).toBe(0)
  for (const command of commands) expect(out).toContain(`  ${command}`)
  const helps = await Promise.all(commands.map((command) => throughline([command, '--help'])))
  for (const help of helps) expect([help.code, help.out]).toEqual([0, expect.stringMatching(/ throughline \w+/)])
  for (const help of helps) expect(help.out).toContain('--json')
})

describe('a command that was written wrongly', () => {
  const written: [string[], RegExp][] = [
    [['fly'], /unknown command 'fly'/],
    [['check'], /missing required argument/],
    [['check', billing, '--loudly'], /unknown option '--loudly'/],
    [['serve', 'here'], /too many arguments/],
    [['serve', '--port', 'banana'], /must be a number from 0 to 65535/],
    [['serve', '--data', ''], /is empty/],
    [['compile', '--to', 'json', billing, '--out', 'x.mjs'], /Allowed choices are xstate/],
    [['runs', '--status', 'gone'], /Allowed choices are active, ended, parked, discarded/],
    [['runs', '--limit', '0'], /must be a number from 1 to 1000/],
    [['rollback', ''], /is empty/],
  ]
  test.each(written)('%j', async (args, message) => {
    const { code, out, err, cwd } = await throughline(args)
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(message)])
    expect(err).toContain('throughline --help')
    expect(readdirSync(cwd)).toEqual([])
  })
})

test('what reads along may stop reading', async () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'set -o pipefail; "$0" "$@" | true', process.execPath, bin, 'simulate', billing],
    { encoding: 'utf8' },
  )
  expect([status, stderr]).toEqual([0, ''])
})

describe('check', () => {
  test('a sound journey, from another folder', async () => {
    const { code, out, cwd } = await throughline(['check', billing, '--json'])
    expect([code, JSON.parse(out).problems.filter((each: { severity: string }) => each.severity === 'error')]).toEqual([
      0,
      [],
    ])
    expect(readdirSync(cwd)).toEqual([])
  })

  test('a broken one: file, node, problem, why, and a path that shows it', async () => {
    const journey = JSON.parse(readFileSync(billing, 'utf8'))
    delete journey.nodes['ask-invoice'].next.answered
    const folder = emptyFolder()
    cpSync(join(root, 'examples'), folder, { recursive: true })
    const file = join(folder, 'billing-question/journey.json')
    writeFileSync(file, JSON.stringify(journey))
    const asJson = await throughline(['check', file, '--json'])
    expect(asJson.code).toBe(1)
    const loose = JSON.parse(asJson.out).problems.find((each: { code: string }) => each.code === 'outcome.loose')
    expect(Object.keys(loose)).toEqual(['code', 'severity', 'node', 'message', 'counterexample', 'file', 'why', 'path'])
    expect(loose).toMatchObject({ severity: 'error', node: 'ask-invoice', file })
    const walk = loose.counterexample.map(
      ({ node, outcome }: { node: string; outcome: string }) => `${node}/${outcome}`,
    )
    expect(walk.at(-1)).toBe('ask-invoice/answered')

    const { code, out } = await throughline(['check', file])
    expect(code).toBe(1)
    for (const part of [
      file,
      'must fix · ask-invoice · outcome.loose',
      loose.message,
      `Why: ${loose.why}`,
      'For example: writes-or-calls',
    ]) {
      expect(out).toContain(part)
    }
  })

  test('several files at once; every one is looked at', async () => {
    const cwd = folderWith('{', 'broken.json')
    const { code, out } = await throughline(['check', 'broken.json', billing, 'missing.json', '--json'], { cwd })
    const files = JSON.parse(out).problems.filter((each: { severity: string }) => each.severity === 'error')
    expect([code, files.map((each: { file: string }) => each.file)]).toEqual([1, ['broken.json', 'missing.json']])
  })

  const deep = `{"format":1,"id":"deep","name":"Deep","layout":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`
  const hostile: [string, string, RegExp, string][] = [
    ['is empty', '', /The file is empty/, ''],
    ['was cut off', readFileSync(billing, 'utf8').slice(0, 900), /not JSON/, ''],
    ['is binary', '\u0000\u0001\u0002', /not JSON/, ''],
    [
      'is huge',
      `{"format":1,"id":"a","name":"${'x'.repeat(6 * 1024 * 1024)}"}`,
      /at most 5242880 bytes are allowed/,
      '',
    ],
    [
      'reaches for a prototype',
      '{"format":1,"id":"a","name":"A","nodes":{"__proto__":{"polluted":true}}}',
      /“__proto__” is not allowed/,
      'nodes.__proto__',
    ],
    ['nests without end', deep, /Nested more than 32 deep/, 'layout.'],
    ['is from a newer format', '{"format":99,"id":"a","name":"A"}', /99/, 'format'],
    ['is a list', '[]', /./, ''],
    [
      'has a step of an unknown type',
      '{"format":1,"id":"a","name":"A","nodes":{"x":{"type":"telepathy"}}}',
      /telepathy/,
      'nodes.x',
    ],
    [
      'leads nowhere',
      '{"format":1,"id":"a","name":"A","nodes":{"s":{"type":"inbound","next":{"received":"gone"}}}}',
      /gone/,
      'nodes.s',
    ],
  ]
  test.each(hostile)('a file that %s', async (_, text, message, path) => {
    const cwd = folderWith(text)
    const { code, out, err } = await throughline(['check', 'journey.json', '--json'], { cwd })
    const { problems } = JSON.parse(out)
    expect([code, err]).toEqual([1, ''])
    expect(problems.map((each: { message: string }) => each.message).join('\n')).toMatch(message)
    expect(problems.some((each: { path: unknown[] }) => each.path.join('.').startsWith(path))).toBe(true)
    expect(readdirSync(cwd)).toEqual(['journey.json'])
  })

  test('a file without an end is not read to it', async () => {
    const { code, out } = await throughline(['check', '/dev/zero', '--json'])
    expect([code, JSON.parse(out).problems[0].message]).toEqual([1, expect.stringContaining('too big')])
  })

  test('a mark of the encoding before the text does not matter', async () => {
    const cwd = folderWith('\ufeff{"format":99,"id":"a","name":"A"}')
    expect((await throughline(['check', 'journey.json'], { cwd })).out).toContain('format 99')
  })

  test('what is in a file does not steer the terminal', async () => {
    const name = 'A\u001b[2J\u202egnp'
    const { out } = await throughline(['check', 'journey.json'], {
      cwd: folderWith(JSON.stringify({ format: 1, id: 'a', name })),
    })
    expect(out).toContain('“A\ufffd[2J\ufffdgnp” has no start')
  })

  test('every problem of a shape is listed, each with its path', async () => {
    const cwd = folderWith(
      '{"format":1,"id":"Not Good","name":"","priority":1000,"nodes":{"UP":{"type":"say"},"ok":{"type":""}},"more":1}',
    )
    const { out } = await throughline(['check', 'journey.json', '--json'], { cwd })
    const paths = JSON.parse(out).problems.map((each: { path: unknown[] }) => each.path.join('.'))
    expect(paths).toEqual(expect.arrayContaining(['id', 'name', 'priority', 'nodes.UP', 'nodes.ok.type']))
    expect(paths.length).toBeGreaterThanOrEqual(6)
  })

  test('a protocol beside it that cannot be read is named', async () => {
    const folder = emptyFolder()
    cpSync(join(root, 'examples/billing-question'), join(folder, 'billing-question'), { recursive: true })
    mkdirSync(join(folder, 'protocols'))
    writeFileSync(join(folder, 'protocols/warm-handover.json'), '{ "format": 1,')
    const { code, out } = await throughline(['check', 'billing-question/journey.json', '--json'], { cwd: folder })
    expect([code, JSON.parse(out).problems[0].file]).toEqual([1, 'protocols/warm-handover.json'])
  })
})

describe('simulate', () => {
  test('all scenarios beside a journey', async () => {
    const { code, out } = await throughline(['simulate', billing])
    expect([code, out]).toEqual([0, expect.stringContaining('passed · ')])
  })

  test('one scenario, as JSON of an agreed shape', async () => {
    const scenario = join(root, 'examples/billing-question/scenarios/writes-then-calls.json')
    const { code, out } = await throughline(['simulate', billing, '--scenario', scenario, '--json'])
    const answer = JSON.parse(out)
    expect([code, Object.keys(answer)]).toEqual([0, ['ok', 'trail', 'sent', 'facts', 'at', 'ended', 'failures']])
    expect(answer).toMatchObject({ ok: true, ended: true, failures: [] })
  })

  test('an expectation that is not met', async () => {
    const scenario = JSON.parse(
      readFileSync(join(root, 'examples/billing-question/scenarios/writes-then-calls.json'), 'utf8'),
    )
    scenario.steps.push({ expect: { sent: [{ text: 'something nobody says' }] } })
    const cwd = folderWith(JSON.stringify(scenario), 'scenario.json')
    const { code, out } = await throughline(['simulate', billing, '--scenario', 'scenario.json', '--json'], { cwd })
    expect([code, JSON.parse(out).ok, JSON.parse(out).failures.length]).toEqual([1, false, 1])
  })

  test('a scenario or journey that cannot be read', async () => {
    const cwd = folderWith('{"format":1', 'scenario.json')
    const { code, out } = await throughline(['simulate', billing, '--scenario', 'scenario.json', '--json'], { cwd })
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { ok: false, failures: [{ message: expect.stringContaining('scenario.json') }] },
    ])
    expect((await throughline(['simulate', 'missing.json'], { cwd })).code).toBe(1)
  })
})

describe('export', () => {
  test('writes one self-contained file and prints its hash; the same journey has the same hash', async () => {
    const one = await throughline(['export', billing, '--json'])
    const { file, hash } = JSON.parse(one.out)
    expect([one.code, file, readdirSync(one.cwd)]).toEqual([
      0,
      'billing-question.release.json',
      ['billing-question.release.json'],
    ])
    const release = JSON.parse(readFileSync(join(one.cwd, file), 'utf8'))
    expect(release).toMatchObject({ kind: 'release', hash, journey: { id: 'billing-question' } })
    expect(Object.keys(release.documents)).toContain('warm-handover')
    expect(release.nodes.ask).toEqual({
      version: 1,
      package: 'throughline',
      code: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const two = await throughline(['export', billing])
    expect(two.out.trim().split('\n')).toEqual(['billing-question.release.json', hash])
  })

  test('writes nothing when the journey has errors', async () => {
    const cwd = folderWith(
      '{"format":1,"id":"a","name":"A","nodes":{"s":{"type":"inbound","next":{"received":"gone"}}}}',
    )
    const { code, err } = await throughline(['export', 'journey.json'], { cwd })
    expect([code, err, readdirSync(cwd)]).toEqual([1, 'Nothing was written.\n', ['journey.json']])
  })

  test('says when it may not write, and leaves nothing', async () => {
    const cwd = folderWith('', 'file')
    mkdirSync(join(cwd, 'folder'))
    const compile = ['compile', '--to', 'xstate', billing, '--out']
    for (const args of [
      ['export', billing, '--out', 'no/such/folder/x.json'],
      ['export', billing, '--out', 'file/x.json'],
      [...compile, 'folder'],
      [...compile, 'file/x.mjs'],
    ]) {
      const { code, out, err } = await throughline(args, { cwd })
      expect([code, out, err]).toEqual([
        1,
        '',
        expect.stringMatching(/^\S+ cannot be written \(E[A-Z]+\)\. .*--out\.\n$/),
      ])
    }
    expect([readdirSync(cwd), readdirSync(join(cwd, 'folder'))]).toEqual([['file', 'folder'], []])
  })

  test('never writes over the journey it was made from', async () => {
    const cwd = emptyFolder()
    cpSync(join(root, 'examples'), cwd, { recursive: true })
    const file = 'billing-question/journey.json'
    for (const args of [
      ['export', file, '--out', file],
      ['compile', '--to', 'xstate', file, '--out', './billing-question/../billing-question/journey.json'],
    ])
      expect(await throughline(args, { cwd })).toMatchObject({
        code: 1,
        err: expect.stringContaining('journey itself'),
      })
    expect(readFileSync(join(cwd, file), 'utf8')).toBe(readFileSync(billing, 'utf8'))
  })
})

describe('asking a server', () => {
  test('that is not there says how to start one', async () => {
    for (const args of [['releases'], ['runs'], ['rollback', 'a'], ['replay', 'a']]) {
      const { code, err } = await throughline(args)
      expect([code, err]).toEqual([1, expect.stringMatching(/^No server runs on .*throughline serve/)])
    }
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await new Promise((done) => server.close(done))
    const refused = await throughline(['runs', '--server', address, '--token', 'x'])
    expect([refused.code, refused.err]).toEqual([
      1,
      `The server at ${address} does not answer (ECONNREFUSED). Is it running?\n`,
    ])
  })

  const answers: [string, RequestListener, RegExp][] = [
    [
      'that does not know the token',
      (_, response) => response.writeHead(401, { 'content-type': 'application/json' }).end('{}'),
      /does not know this token\. .*--data.*api\/tokens/,
    ],
    [
      'that sends on',
      (_, response) => response.writeHead(301, { location: 'https://care.example.com/api/runs' }).end(),
      /sends on to https:\/\/care\.example\.com\. Name that with --server\./,
    ],
    [
      'that is another program',
      (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>'),
      /answered 404\. Is it the address of a Throughline server\?/,
    ],
    [
      'that answers something else',
      (_, response) => response.end('{"runs":1}'),
      /is nothing this version understands\. Is it Throughline/,
    ],
  ]
  test.each(answers)('%s', async (_, answer, message) => {
    const seen: string[] = []
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization ?? '')
      answer(request, response)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const { code, out, err } = await throughline(['runs', '--server', `http://127.0.0.1:${port}`, '--token', 'secret'])
    server.close()
    expect([code, out, err, seen]).toEqual([1, '', expect.stringMatching(message), ['Bearer secret']])
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  test('by an address that is none, or with a token that is none', async () => {
    for (const address of ['banana', 'ftp://example.com'])
      expect((await throughline(['runs', '--server', address, '--token', 'x'])).err).toMatch(/is not an address/)
    const broken = await throughline(['runs', '--server', 'http://127.0.0.1:9', '--token', 'a\nb'])
    expect([broken.code, broken.err]).toEqual([1, expect.stringMatching(/^The token holds blanks/)])
  })
})
