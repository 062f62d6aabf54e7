import { createHash } from 'node:crypto'
import { renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
  const { journey } = examined.value
  if (journey.kind === 'protocol') return fail('A protocol is exported with the journeys that use it. Export those.')
  const catalog = catalogOf({ ...examined.value.catalog, nodes: installedNodes() })
  const release = releaseOf(journey, catalog, (text) => createHash('sha256').update(text).digest('hex'))
  const to = targetOf(out, `${journey.id}.release.json`)
  const problem = writeWhole(to, `${JSON.stringify(release, null, 2)}\n`)
  if (problem) return fail(problem)
  print(json, { file: to, hash: release.hash }, `${to}\n${release.hash}`)
}

/** Writes a file whole or not at all. Answers what went wrong, if anything did. */
export function writeWhole(file: string, content: string): string | undefined {
  const draft = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(draft, content)
    renameSync(draft, file)
    return undefined
  } catch (error) {
    return `${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Choose another place with --out.`
  }
}

function targetOf(out: string | undefined, name: string): string {
  if (out === undefined) return name
  return statSync(out, { throwIfNoEntry: false })?.isDirectory() ? join(out, name) : out
}
