import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import type { AnyNodeType } from '#sdk'
import { isRealWalk, silentOffer } from '#testing'
import { catalogOf } from '../catalog.ts'
import { graphOf } from '../graph.ts'
import { inline } from '../inline.ts'
import { Journey } from '../journey.ts'
import { Workspace } from '../workspace.ts'
import { type CheckOptions, check } from './check.ts'

const folder = new URL('./cases/', import.meta.url)

const nodes: AnyNodeType[] = [...nodeTypes, silentOffer]

interface Case {
  name: string
  journey: unknown
  documents?: Record<string, unknown>
  workspace?: unknown
  others?: unknown[]
  expect: { code: string; node: string | null; severity: string }[]
  /** What to change, as a merge patch, so that nothing is wrong any more. */
  fixed: unknown
}

const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
const casesIn = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case[]

function parsed(each: Case): [Journey, CheckOptions] {
  const documents = Object.entries(each.documents ?? {}).map(([id, document]) => [id, Journey.parse(document)] as const)
  const workspace = Workspace.parse(each.workspace ?? { format: 1 })
  const others = (each.others ?? []).map((other) => Journey.parse(other))
  return [Journey.parse(each.journey), { nodes, documents: Object.fromEntries(documents), workspace, others }]
}

describe.each(files)('%s', (file) => {
  test.each(casesIn(file).map((each) => [each.name, each] as const))('%s', (_, each) => {
    const [journey, options] = parsed(each)
    const problems = check(journey, options)
    expect(problems.map(({ code, node, severity }) => ({ code, node, severity }))).toEqual(each.expect)
    expect(problems.map(({ code }) => code)).toContain(file.replace('.json', ''))
    const catalog = catalogOf({ nodes, documents: options.documents, workspace: options.workspace })
    const graph = graphOf(inline(journey, catalog), catalog)
    for (const { counterexample, message } of problems) {
      if (counterexample)
        expect(isRealWalk(graph, counterexample), `${message} ${JSON.stringify(counterexample)}`).toBe(true)
    }
    expect(check(journey, options)).toEqual(problems)

    const [fixed, fixedOptions] = parsed(merged(each, each.fixed) as Case)
    expect(check(fixed, fixedOptions)).toEqual([])
  })
})

test('every rule has a case that breaks it', () => {
  const rules = readdirSync(new URL('./rules/', import.meta.url)).map((file) =>
    readFileSync(new URL(`./rules/${file}`, import.meta.url), 'utf8'),
  )
  const codes = [...rules, readFileSync(new URL('./sound.ts', import.meta.url), 'utf8')].flatMap((source) =>
    [...source.matchAll(/'((?:[a-z]+)\.(?:[a-z]+))',\s*'?(?:error|warning|tip|certain|severity|`)?/g)].map(
      ([, code]) => code,
    ),
  )
  const known = new Set(
    codes.filter((code) => !code?.startsWith('message.') && !code?.startsWith('call.') && !code?.startsWith('agent.')),
  )
  expect([...known].sort()).toEqual(files.map((file) => file.replace('.json', '')).sort())
})

function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const result: Record<string, unknown> = {
    ...(typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {}),
  }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = merged(result[key], value)
  }
  return result
}
