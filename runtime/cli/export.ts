import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { catalogOf, releaseOf } from '#core'
import { installedNodes } from '#server/installed-nodes'
import { examineFile } from './examine.ts'
import { fail, print, problemsInWords } from './print.ts'

/** `throughline export FILE`: a frozen, hashed release that needs nothing else. Writes nothing when there are errors. */
export async function exportCommand(file: string, { out, json }: { out?: string; json?: boolean }): Promise<void> {
  const examined = examineFile(file)
  if (!examined.ok) {
    print(json, { problems: examined.problems }, problemsInWords(examined.problems))
    return fail('Nothing was written.')
  }
  const { journey, file: source } = examined.value
  if (journey.kind === 'protocol') return fail('A protocol is exported with the journeys that use it. Export those.')
  const catalog = catalogOf({ ...examined.value.catalog, nodes: installedNodes() })
  const release = releaseOf(journey, catalog, (text) => createHash('sha256').update(text).digest('hex'))
  const to = targetOf(out, `${journey.id}.release.json`)
  const problem = writeWhole(to, `${JSON.stringify(release, null, 2)}\n`, source)
  if (problem) return fail(problem)
  print(json, { file: to, hash: release.hash }, `${to}\n${release.hash}`)
}

/** Writes a file whole or not at all, and never over what it was made from. Answers what went wrong, if anything did. */
export function writeWhole(file: string, content: string, madeFrom: string): string | undefined {
  if (resolve(file) === resolve(madeFrom))
    return `${file} is the journey itself, and writing there would lose it. Choose another place with --out.`
  const draft = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(draft, content)
    renameSync(draft, file)
    return undefined
  } catch (error) {
    if (existsSync(draft)) rmSync(draft)
    return `${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Choose another place with --out.`
  }
}

function targetOf(out: string | undefined, name: string): string {
  if (out === undefined) return name
  return isFolder(out) ? join(out, name) : out
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
