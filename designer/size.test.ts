import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const built = new URL('../dist/designer/', import.meta.url).pathname
const assets = join(built, 'assets')

/**
 * What one page may load before it shows something, in kilobytes as they travel. When it is too much, look for a heavy
 * library that a step or a part of the page came to need, and let it come later or leave it to the worker.
 */
const budget = { list: 200, editor: 260, css: 45, code: 1200 }

test.skipIf(!existsSync(join(built, 'index.html')))(
  'what the first page loads stays small, and the heavy parts come later',
  () => {
    const html = readFileSync(join(built, 'index.html'), 'utf8')
    const entries = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map((match) => match[1] as string)
    const list = closure([...entries, ...named('journeys-page')])
    const editor = closure([...entries, ...named('editor-page')])
    const css = [...html.matchAll(/href="\/assets\/([^"]+\.css)"/g)].map((match) => match[1] as string)
    expect(kilobytes(list)).toBeLessThan(budget.list)
    expect(kilobytes(editor)).toBeLessThan(budget.editor)
    expect(kilobytes(css)).toBeLessThan(budget.css)
    expect(kilobytes(named('code-panel'))).toBeLessThan(budget.code)
    for (const heavy of ['code-panel', 'jsonMode', 'elk-worker', 'elk-api', 'inspector', 'overlays', 'check.worker']) {
      expect(editor.filter((file) => file.startsWith(heavy))).toEqual([])
    }
  },
)

/** The files a script needs before it runs: its static imports, and theirs. */
function closure(files: readonly string[]): string[] {
  const seen = new Set<string>()
  const open = [...files]
  while (open.length > 0) {
    const file = open.pop() as string
    if (seen.has(file)) continue
    seen.add(file)
    const code = readFileSync(join(assets, file), 'utf8')
    for (const match of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) open.push(match[1] as string)
  }
  return [...seen]
}

function named(start: string): string[] {
  return readdirSync(assets).filter((file) => file.startsWith(start) && file.endsWith('.js'))
}

function kilobytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(assets, file))).length, 0) / 1000
}
