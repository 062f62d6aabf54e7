import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { init, parse } from 'es-module-lexer'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const bin = join(root, 'bin/throughline.js')

/** A folder whose only package is XState, with the billing journey, changed as the test wants, as a module in it. */
function compiled(change: (journey: { nodes: Record<string, { timeout?: string }> }) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-'))
  const examples = join(folder, 'examples')
  cpSync(join(root, 'examples'), examples, { recursive: true })
  const file = join(examples, 'billing-question/journey.json')
  const journey = JSON.parse(readFileSync(file, 'utf8'))
  change(journey)
  writeFileSync(file, JSON.stringify(journey))
  const alone = join(folder, 'alone')
  mkdirSync(join(alone, 'node_modules'), { recursive: true })
  cpSync(join(root, 'node_modules/xstate'), join(alone, 'node_modules/xstate'), { recursive: true })
  execFileSync(process.execPath, [bin, 'compile', '--to', 'xstate', file, '--out', join(alone, 'billing.mjs')])
  return alone
}

const program = `
import { createActor } from 'xstate'
import { inputFor, machine } from './billing.mjs'

const sent = []
const effect = (_, { node, effect }) => sent.push([node, effect.type, effect.channel ?? null, Date.now()])
const started = Date.now()
const event = (text) => ({ type: 'message.received', channel: 'email', text, at: Date.now() })
const input = inputFor(event('My invoice is wrong'), { id: 'ana', name: 'Ana', language: null })
const actor = createActor(machine.provide({ actions: { effect } }), { input }).start()
const where = () => JSON.stringify(actor.getSnapshot().value)
const first = where()
actor.send(event('It is invoice 12345'))
const second = where()
await new Promise((done) => setTimeout(done, 1600))
const { context, status } = actor.getSnapshot()
console.log(JSON.stringify({ started, sent, first, second, later: where(), status, invoice: context.facts.invoice, none: inputFor({ type: 'order.delayed', at: 1 }) ?? null }))
actor.stop()
`

test('the module runs in a vanilla actor with nothing but XState: a first exchange and a time-out in real time', async () => {
  const alone = compiled((journey) => {
    const ask = journey.nodes['ask-concern']
    if (ask) ask.timeout = 'PT1S'
  })
  const code = readFileSync(join(alone, 'billing.mjs'), 'utf8')
  await init
  expect(parse(code)[0].map((each) => each.specifier)).toEqual(['xstate'])
  expect(readdirSync(join(alone, 'node_modules'))).toEqual(['xstate'])
  expect(code).not.toContain(root)

  writeFileSync(join(alone, 'program.mjs'), program)
  const ran = JSON.parse(execFileSync(process.execPath, ['program.mjs'], { cwd: alone, encoding: 'utf8' }))
  expect(ran.first).toContain('ask-invoice')
  expect(ran.second).toContain('ask-concern')
  expect(ran.invoice).toMatchObject({ value: '12345', channel: 'email', source: 'ask-invoice' })
  expect(ran.none).toBeNull()
  const nodes = ran.sent.map(([node, type]: [string, string]) => `${node} ${type}`)
  expect(nodes.slice(0, 3)).toEqual([
    'acknowledge message.send',
    'ask-invoice message.send',
    'ask-concern message.send',
  ])
  // The question's own time limit of a second went off, by the machine's timers alone, and a person is asked for.
  const [, , , at] = ran.sent.find(([, type]: [string, string]) => type === 'handoff.request')
  expect(at - ran.started).toBeGreaterThanOrEqual(1000)
  expect(at - ran.started).toBeLessThan(1600)
  expect([ran.status, ran.later]).toEqual(['active', expect.stringContaining('to-agent')])
})
