#!/usr/bin/env node
// The command line. In a clone that was never built it gets everything ready first.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
if (!existsSync(join(root, 'dist/runtime/cli/main.js'))) {
  try {
    const { ready } = await import('../scripts/ready.mjs')
    await ready()
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}
await import('../dist/runtime/cli/main.js')
