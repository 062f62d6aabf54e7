import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

test('an unknown command or option says where to look', async () => {
  for (const args of [['fly'], ['check'], ['check', billing, '--loudly']]) {
    const { code, err } = await throughline(args)
    expect([code, err]).toEqual([1, expect.stringContaining('throughline --help')])
  }
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
    ['is huge', `{"format":1,"id":"a","name":"${'x'.repeat(6 * 1024 * 1024)}"}`, /at most 5242880 are allowed/, ''],
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

  test('says when it may not write', async () => {
    const { code, err } = await throughline(['export', billing, '--out', 'no/such/folder/x.json'])
    expect([code, err]).toEqual([1, expect.stringMatching(/cannot be written \(ENOENT\)/)])
  })
})

test('asking a server that is not there says how to start one', async () => {
  for (const args of [['releases'], ['runs'], ['rollback', 'a'], ['replay', 'a']]) {
    const { code, err } = await throughline(args)
    expect([code, err]).toEqual([1, expect.stringMatching(/^No server runs on .*throughline serve/)])
  }
  const refused = await throughline(['runs', '--server', 'http://127.0.0.1:9', '--token', 'x'])
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('does not answer')])
})
