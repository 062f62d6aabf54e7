// The one gate before a change is handed over: format and lint, types, tests, dead code, build, package.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { ready } from './ready.mjs'

const steps = [
  ['Format and lint', '@biomejs/biome/bin/biome', 'ci', '.'],
  ['Types and zones', 'typescript/bin/tsc', '-b'],
  ['Tests', 'vitest/vitest.mjs', 'run'],
  ['Dead code', 'knip/bin/knip.js'],
  ['Designer', 'vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  ['Package', 'publint/src/cli.js', '--strict'],
]

await ready()
for (const [name, script, ...args] of steps) {
  process.stderr.write(`\n▸ ${name}\n`)
  const { status } = spawnSync(process.execPath, [resolve(import.meta.dirname, '../node_modules', script), ...args], {
    stdio: 'inherit',
  })
  if (status !== 0) {
    process.stderr.write(`\n${name} failed.\n`)
    process.exit(1)
  }
}
process.stderr.write('\nAll well.\n')
