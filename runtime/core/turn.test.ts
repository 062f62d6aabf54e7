import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import { catalogOf } from './catalog.ts'
import { compile } from './compile/compile.ts'
import { limits } from './limits.ts'
import { parseJourney } from './parse.ts'
import { startTurn } from './turn.ts'

const parsed = parseJourney(readFileSync(new URL('../../nodes/ask/ask/example.journey.json', import.meta.url), 'utf8'))
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
const plan = compile(parsed.value, catalogOf({ nodes: nodeTypes }))

const startKnowing = (value: string) =>
  startTurn(plan, {
    at: 0,
    entry: 'begin',
    event: { type: 'message.received', channel: 'webchat', text: 'Hello', at: 0 },
    channel: 'webchat',
    customer: { id: 'ana', name: null, language: null },
    facts: { note: { value, channel: null, at: 0, source: 'crm', proof: 'proved' } },
  })

test('a run that would have to remember too much is stopped', () => {
  expect(startKnowing('short').overrun).toBe(null)
  expect(startKnowing('x'.repeat(limits.contextLetters)).overrun).toMatchObject({ code: 'turn.context_too_large' })
})
