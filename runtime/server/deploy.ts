import {
  blocks,
  catalogOf,
  compileRelease,
  type Journey,
  type Problem,
  parseRelease,
  problem,
  withTodaysConfigs,
} from '#core'
import { audit } from '#store/accounts'
import { deployRelease, type ReleaseEntry } from '#store/releases'
import { readWorkspace } from '#store/workspace'
import type { Deps } from './deps.ts'
import { examine } from './examine.ts'
import { references } from './references.ts'
import { sha256 } from './secret-token.ts'

/** What came of deploying an exported release. */
export type Deployed = { ok: true; release: ReleaseEntry } | { ok: false; problems: Problem[] }

/** Proves an exported release unchanged, checks that everything it names is here, and makes it current. */
export async function deployExported(deps: Deps, text: string, by: string): Promise<Deployed> {
  const { db, nodes, drafts, driver, now } = deps
  const parsed = parseRelease(text, sha256)
  if (!parsed.ok) return parsed
  const release = parsed.value
  const compiled = compileRelease(release, nodes)
  if (!compiled.ok) return compiled
  const { journey, documents } = withTodaysConfigs(release, nodes)
  const missing = await missingNames(deps, [journey, ...Object.values(documents)])
  const catalog = catalogOf({ nodes, documents, workspace: release.workspace })
  const problems = [...missing, ...(await examine(db, journey, catalog)).filter((each) => each.severity === 'error')]
  if (blocks(problems)) return { ok: false, problems }

  const at = now()
  const entry = await deployRelease(db, release, { by, at, note: '' })
  // People should be able to open what runs here; a draft they already have is theirs.
  for (const document of [journey, ...Object.values(documents)]) await drafts.add(document.id, document)
  await audit(db, { at, by, what: 'release.deployed', about: `${journey.id} ${release.hash}` })
  driver.released()
  return { ok: true, release: entry }
}

/** Queues and secrets a release names that this server does not have. Names only: a release carries no secrets. */
async function missingNames({ db, nodes, secretNames }: Deps, documents: Journey[]): Promise<Problem[]> {
  const workspace = await readWorkspace(db)
  const named = references(documents, nodes)
  const problems: Problem[] = []
  for (const { kind, id, node } of named) {
    if (kind === 'queue' && !(id in workspace.queues)) {
      problems.push(
        refused(node, `The queue “${id}” does not exist on this server. Add it to the workspace, then deploy again.`),
      )
    }
    if (kind === 'secret' && !secretNames.has(id)) {
      problems.push(
        refused(
          node,
          `The secret ${id} was not given to this server. Set it in the environment or in config.json, then deploy again.`,
        ),
      )
    }
  }
  return problems
}

function refused(node: string, message: string): Problem {
  return problem(
    'release.refused',
    'error',
    node,
    message,
    'It cannot be deployed, so customers stay on the release before.',
  )
}
