import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = import.meta.dirname
const sources = ['runtime', 'nodes', 'designer']
  .flatMap((folder) => filesIn(join(root, folder)))
  .filter((file) => /\.tsx?$/.test(file))
const code = sources.filter(
  (file) =>
    !/\.test\.tsx?$/.test(file) &&
    !file.includes('/testing/') &&
    !file.includes('arbitrary') &&
    !file.endsWith('.d.ts'),
)
const pure = code.filter((file) => /^(runtime\/(sdk|core|simulator)|nodes)\//.test(name(file)))

test('time, ids and randomness are arguments below the drivers', () => {
  const found = pure.filter((file) =>
    /Date\.now|new Date\(\)|Math\.random|\bcrypto\.|console\./.test(readFileSync(file, 'utf8')),
  )
  expect(found.map(name)).toEqual([])
})

test('no file has grown past four hundred lines', () => {
  const long = code.filter((file) => readFileSync(file, 'utf8').split('\n').length > 401)
  expect(long.map(name)).toEqual([])
})

test('no file is called after what it is made of instead of what it is for', () => {
  expect(code.map(name).filter((file) => /\/(types|utils|helpers|constants)\.tsx?$/.test(file))).toEqual([])
})

test('nothing is exported without a name', () => {
  expect(code.filter((file) => /^export default/m.test(readFileSync(file, 'utf8'))).map(name)).toEqual([])
})

/** What the compiler does not hold: libraries that only some zones may use. */
const allowed: Record<string, RegExp> = {
  xstate: /^runtime\/core\//,
  kysely: /^runtime\/(store|drivers)\//,
  hono: /^runtime\/server\//,
  twilio: /^runtime\/channels\//,
  '@marcbachmann/cel-js': /^runtime\/core\//,
  react: /^designer\//,
}

describe.each(Object.entries(allowed))('%s', (library, where) => {
  test('is imported only where it belongs', () => {
    const pattern = new RegExp(`^import [^'"]*from '${library.replace('/', '\\/')}(?:/[^']*)?'`, 'm')
    const found = code
      .map((file) => [name(file), readFileSync(file, 'utf8')] as const)
      .filter(([file, text]) => pattern.test(text) && !where.test(file))
    expect(found.map(([file]) => file)).toEqual([])
  })
})

test('every link in the documents leads somewhere', () => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'docs'))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`),
  ]
  const broken = documents.flatMap((document) =>
    [...readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !existsSync(join(root, dirname(document), link)))
      .map((link) => `${document}: ${link}`),
  )
  expect(broken).toEqual([])
})

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function name(file: string): string {
  return relative(root, file)
}
