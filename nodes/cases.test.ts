import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { NodeCase, runCase } from '#testing'
import { nodeTypes } from './index.ts'

const here = new URL('.', import.meta.url).pathname
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((group) => readdirSync(`${here}${group.name}`).map((node) => `${group.name}/${node}`))

test('every folder is in the registry and every registered node has a folder', () => {
  expect(folders.map((folder) => folder.split('/')[1]).sort()).toEqual(nodeTypes.map((type) => type.type).sort())
})

for (const type of nodeTypes) {
  const folder = folders.find((each) => each.endsWith(`/${type.type}`))
  const cases = z.array(NodeCase).parse(JSON.parse(readFileSync(`${here}${folder}/cases.json`, 'utf8')))
  describe(type.type, () => {
    for (const given of cases) {
      test(given.name, () => {
        const result = runCase(type, given)
        const { trail, facts, sent, effects, starts } = given.expect
        if (starts !== undefined) expect(result.starts).toBe(starts)
        if (trail) expect(result.trail).toEqual(trail)
        if (facts) expect(result.facts).toMatchObject(facts)
        if (sent) expect(result.sent).toEqual(sent)
        if (effects) expect(result.effects).toMatchObject(effects)
      })
    }

    test('has its files, at least three cases, one of them the example, and a case for every outcome', () => {
      for (const file of ['node.ts', 'cases.json', 'README.md']) expect(existsSync(`${here}${folder}/${file}`), file).toBe(true)
      expect(cases.length).toBeGreaterThanOrEqual(3)
      expect(cases.filter((given) => given.example)).toHaveLength(1)
      const taken = new Set(cases.flatMap((given) => runCase(type, given).trail.map((step) => step.split('/')[1])))
      for (const given of cases) {
        const declared = typeof type.outcomes === 'function' ? type.outcomes(type.config.parse(given.config)) : type.outcomes
        // A handoff's outcomes belong to its protocol.
        if (!type.inlines) expect([...taken]).toEqual(expect.arrayContaining(Object.keys(declared)))
      }
    })
  })
}
