import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { NodeCase, nodeExample, nodePage, runCase } from '#testing'
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

    test('has a page and an example that say what it does today', () => {
      const [example] = cases.filter((given) => given.example)
      if (!example) throw new Error('No case is the example.')
      const files = { 'README.md': nodePage(type, cases), 'example.journey.json': nodeExample(type, example) }
      for (const [file, text] of Object.entries(files)) {
        const path = `${here}${folder}/${file}`
        // `npm run update` writes them; otherwise they must be up to date.
        if (process.env.UPDATE) writeFileSync(path, text)
        expect(existsSync(path) && readFileSync(path, 'utf8'), `${file}: run npm run update`).toBe(text)
      }
    })

    test('has its files, at least three cases, one of them the example, and a case for every outcome', () => {
      for (const file of ['node.ts', 'cases.json']) expect(existsSync(`${here}${folder}/${file}`), file).toBe(true)
      expect(cases.length).toBeGreaterThanOrEqual(3)
      expect(cases.filter((given) => given.example)).toHaveLength(1)
      const taken = new Set(cases.flatMap((given) => runCase(type, given).trail.map((step) => step.split('/')[1])))
      for (const given of cases) {
        const declared =
          typeof type.outcomes === 'function' ? type.outcomes(type.config.parse(given.config)) : type.outcomes
        // A handoff's outcomes belong to its protocol.
        if (!type.inlines) expect([...taken]).toEqual(expect.arrayContaining(Object.keys(declared)))
      }
    })
  })
}
