import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalogOf, check, type Journey, type Parsed, parseJourney, parseWorkspace } from '#core'
import { nodeTypes } from '#nodes'
import { parseScenario, simulate } from '#simulator'

const here = new URL('.', import.meta.url).pathname
const must = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2))
  return parsed.value
}
const read = (path: string) => readFileSync(`${here}${path}`, 'utf8')
const protocols = readdirSync(`${here}protocols`).map((file) => must(parseJourney(read(`protocols/${file}`))))
const documents: Record<string, Journey> = Object.fromEntries(protocols.map((protocol) => [protocol.id, protocol]))
const catalog = catalogOf({ nodes: nodeTypes, documents, workspace: must(parseWorkspace(read('workspace.json'))) })

for (const name of readdirSync(here).filter((each) => existsSync(`${here}${each}/journey.json`))) {
  describe(name, () => {
    const journey = must(parseJourney(read(`${name}/journey.json`)))
    test('passes every check', () => {
      expect(check(journey, { ...catalog, nodes: nodeTypes })).toEqual([])
    })

    for (const file of readdirSync(`${here}${name}/scenarios`)) {
      test(file, () => {
        expect(simulate(journey, catalog, must(parseScenario(read(`${name}/scenarios/${file}`)))).failures).toEqual([])
      })
    }
  })
}
