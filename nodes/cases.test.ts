import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { blocks, check, parseJourney, Workspace } from '#core'
import type { MessageSend } from '#sdk'
import { channelsSection, NodeCase, nodeExample, nodePage, runCase } from '#testing'
import { nodeTypes, presets } from './index.ts'

const here = new URL('.', import.meta.url).pathname
const folders = foldersIn(here).flatMap((group) => foldersIn(`${here}${group}`).map((node) => `${group}/${node}`))
const workspace = Workspace.parse(JSON.parse(readFileSync(`${here}../examples/workspace.json`, 'utf8')))

test('every folder is in the registry and every registered node has a folder', () => {
  expect([...folders].sort()).toEqual(nodeTypes.map((type) => `${type.group}/${type.type}`).sort())
})

test('every preset is a registered step with settings that fit as far as they go', () => {
  for (const preset of presets) {
    const type = nodeTypes.find((each) => each.type === preset.type)
    const problems = type?.config.safeParse(preset.config).error?.issues ?? []
    expect(type, preset.id).toBeDefined()
    // What is missing is asked for in the designer; what is there must be right.
    expect(problems.filter(({ path }: z.core.$ZodIssue) => String(path[0]) in preset.config)).toEqual([])
  }
})

for (const type of nodeTypes) {
  const folder = `${here}${type.group}/${type.type}`
  const cases = z.array(NodeCase).parse(JSON.parse(readFileSync(`${folder}/cases.json`, 'utf8')))
  const [example] = cases.filter((given) => given.example)
  describe(type.type, () => {
    for (const given of cases) {
      test(given.name, () => {
        const result = runCase(type, given, nodeTypes)
        const { trail, facts, forgotten = [], sent, effects, starts } = given.expect
        if (starts !== undefined) expect(result.starts).toBe(starts)
        if (trail) expect(result.trail).toEqual(trail)
        if (facts) expect(result.facts).toMatchObject(facts)
        for (const name of forgotten) expect(result.facts).not.toHaveProperty(name)
        if (sent) expect(result.sent.map((message, index) => asStated(message, sent[index]))).toEqual(sent)
        if (effects) expect(result.effects).toMatchObject(effects)
      })
    }

    test('has a page and an example that say what it does today', () => {
      if (!example) throw new Error('No case is the example.')
      const page = existsSync(`${folder}/README.md`) ? readFileSync(`${folder}/README.md`, 'utf8') : ''
      expect(channelsSection(page), 'README.md: write how it behaves “On each channel”').toBeDefined()
      const files = {
        'README.md': nodePage(type, cases, page),
        'example.journey.json': nodeExample(type, example, nodeTypes),
      }
      for (const [file, text] of Object.entries(files)) {
        const path = `${folder}/${file}`
        // With UPDATE=1 it writes them; otherwise they must be up to date.
        if (process.env.UPDATE) writeFileSync(path, text)
        expect(existsSync(path) && readFileSync(path, 'utf8'), `${file}: run UPDATE=1 npx vitest run nodes`).toBe(text)
      }
    })

    test('has an example that keeps every promise', () => {
      const parsed = parseJourney(readFileSync(`${folder}/example.journey.json`, 'utf8'))
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
      const problems = check(parsed.value, { nodes: nodeTypes, documents: example?.documents ?? {}, workspace })
      expect(blocks(problems), JSON.stringify(problems, null, 2)).toBe(false)
    })

    test('has at least three cases, one of them the example, and a case for every outcome', () => {
      expect(cases.length).toBeGreaterThanOrEqual(3)
      expect(cases.filter((given) => given.example)).toHaveLength(1)
      const trails = cases.flatMap((given) => runCase(type, given, nodeTypes).trail)
      const taken = new Set(trails.map((step) => step.slice(step.lastIndexOf('/') + 1)))
      for (const given of cases) {
        const config = type.config.parse(given.config)
        const declared = typeof type.outcomes === 'function' ? type.outcomes(config) : type.outcomes
        expect([...taken]).toEqual(expect.arrayContaining(Object.keys(declared)))
      }
    })
  })
}

/** A message as far as a case states it: its text, or the fields it names. */
function asStated(message: MessageSend, stated: string | Record<string, unknown> | undefined) {
  if (typeof stated !== 'object') return message.text
  const fields: Record<string, unknown> = { ...message }
  return Object.fromEntries(Object.keys(stated).map((name) => [name, fields[name] ?? null]))
}

function foldersIn(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}
