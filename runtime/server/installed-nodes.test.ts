import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import { installedNodes } from './installed-nodes.ts'
import { built, root } from './root.ts'

test('every step says which package it came with and what its code is', () => {
  const installed = installedNodes()
  expect(installed.map((each) => each.type)).toEqual(nodeTypes.map((each) => each.type))
  for (const { origin } of installed)
    expect(origin).toEqual({ package: 'throughline', code: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(new Set(installed.map((each) => each.origin?.code)).size).toBe(installed.length)
})

test.skipIf(!existsSync(join(built, 'runtime/server/installed-nodes.js')))(
  'the hash is the same in every process and place, and changes with the code and what it shares, of those steps only',
  () => {
    const copy = mkdtempSync(join(tmpdir(), 'throughline-'))
    for (const part of ['dist/nodes', 'dist/runtime', 'package.json'])
      cpSync(join(root, part), join(copy, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    const here = codes(root)
    expect(codes(copy)).toEqual(here)

    appendFileSync(join(copy, 'dist/nodes/message/say/node.js'), '\n// Changed.')
    expect(differing(here, codes(copy))).toEqual(['say'])
    appendFileSync(join(copy, 'dist/nodes/ask/full-reader.js'), '\n// Changed.')
    expect(differing(here, codes(copy))).toEqual(['ask', 'confirm', 'menu', 'say'])
    appendFileSync(join(copy, 'dist/nodes/duration.js'), '\n// Changed.')
    const sharing = Object.keys(here).filter((type) => importsDuration(type))
    expect(differing(here, codes(copy))).toEqual(['ask', 'confirm', 'menu', 'say', ...sharing].sort())
  },
)

/** The hashes that a build of its own gives, in a process of its own. */
function codes(folder: string): Record<string, string> {
  const program = `import { installedNodes } from './dist/runtime/server/installed-nodes.js'
    console.log(JSON.stringify(Object.fromEntries(installedNodes().map(({ type, origin }) => [type, origin.code]))))`
  const args = ['--input-type=module', '--eval', program]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }))
}

function differing(one: Record<string, string>, other: Record<string, string>): string[] {
  return Object.keys(one)
    .filter((type) => one[type] !== other[type])
    .sort()
}

function importsDuration(type: string): boolean {
  const group = nodeTypes.find((each) => each.type === type)?.group ?? ''
  return readFileSync(join(root, 'nodes', group, type, 'node.ts'), 'utf8').includes("/duration.ts'")
}
