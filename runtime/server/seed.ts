import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import { parseJourney, parseWorkspace, readJson } from '#core'
import { addCustomer, addIdentity, setProfile } from '#store/customers'
import { listDocuments } from '#store/documents'
import { readMeta, saveWorkspace, writeMeta } from '#store/workspace'
import type { Deps } from './deps.ts'
import { publishDraft } from './publish.ts'

/** Puts the examples into a store that never had anything: as drafts, and published, so that they run at once. */
export async function seedExamples(deps: Deps, folder: string): Promise<void> {
  const { db, drafts, log, now } = deps
  if ((await readMeta(db, 'seeded')) !== undefined || (await listDocuments(db)).length > 0) return
  const workspace = join(folder, 'workspace.json')
  if (existsSync(workspace)) {
    const parsed = parseWorkspace(readFileSync(workspace, 'utf8'))
    if (parsed.ok) await saveWorkspace(db, parsed.value, now())
    else log.warn({ file: workspace, problem: parsed.problems[0]?.message }, 'the example workspace cannot be read')
  }
  await seedCustomers(deps, join(folder, 'customers.json'))
  const journeys: string[] = []
  for (const file of exampleFiles(folder)) {
    const parsed = parseJourney(readFileSync(file, 'utf8'))
    if (!parsed.ok) {
      log.warn({ file, problem: parsed.problems[0]?.message }, 'an example cannot be read')
      continue
    }
    await drafts.add(parsed.value.id, parsed.value)
    if (parsed.value.kind === 'journey') journeys.push(parsed.value.id)
  }
  for (const id of journeys) await publishExample(deps, id, log)
  await writeMeta(db, 'seeded', new Date(now()).toISOString())
}

const Customers = z.array(
  z.strictObject({
    id: z.string().min(1),
    name: z.string().min(1),
    identities: z.array(z.string()).min(1),
    profile: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  }),
)

/** The customers the examples are about, so that a call finds whoever wrote before. */
async function seedCustomers({ db, log, now }: Deps, file: string) {
  if (!existsSync(file)) return
  const read = readJson(readFileSync(file, 'utf8'))
  const parsed = Customers.safeParse(read.ok ? read.value : undefined)
  if (!parsed.success) return log.warn({ file }, 'the example customers cannot be read')
  for (const { id, name, identities, profile } of parsed.data) {
    const [first, ...others] = identities.map((address) => ({ address, proof: 'proved' as const }))
    if (!first) continue
    await addCustomer(db, { id, name, language: null }, first, now())
    for (const identity of others) await addIdentity(db, id, identity, now())
    await setProfile(db, id, profile, now())
  }
}

async function publishExample(deps: Deps, id: string, log: Logger) {
  const published = await publishDraft(deps, id, { by: 'Throughline', note: 'An example', acceptWarnings: true })
  if (published.ok) return
  const problems = published.problems
    .filter((each) => each.severity === 'error')
    .map((each) => `${each.code} ${each.node ?? ''}`)
  log.warn({ journey: id, problems }, 'an example could not be published')
}

function exampleFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  const folders = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory())
  const journeys = folders.map((each) => join(folder, each.name, 'journey.json')).filter((file) => existsSync(file))
  const protocols = join(folder, 'protocols')
  const calls = existsSync(protocols) ? readdirSync(protocols).filter((name) => name.endsWith('.json')) : []
  return [...calls.map((name) => join(protocols, name)), ...journeys]
}
