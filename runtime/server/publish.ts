import { blocks, type Problem, parseJourney, releaseOf } from '#core'
import { audit } from '#store/accounts'
import { keepRevision } from '#store/documents'
import { deployRelease, type ReleaseEntry } from '#store/releases'
import type { Deps } from './deps.ts'
import { draftCatalog, examine } from './examine.ts'
import { sha256 } from './secret-token.ts'

/** What came of publishing a draft. */
export type Published =
  | { ok: true; release: ReleaseEntry }
  | { ok: false; why: 'unknown' | 'protocol' | 'problems'; problems: Problem[] }

/** Checks a draft, freezes it with everything it uses, and makes it what new runs start on. */
export async function publishDraft(
  deps: Pick<Deps, 'db' | 'drafts' | 'driver' | 'nodes' | 'now'>,
  id: string,
  how: { by: string; note: string; acceptWarnings: boolean },
): Promise<Published> {
  const { db, drafts, driver, nodes, now } = deps
  await drafts.flush()
  const row = await drafts.current(id)
  if (!row) return { ok: false, why: 'unknown', problems: [] }
  const parsed = parseJourney(row.document)
  if (!parsed.ok) return { ok: false, why: 'problems', problems: parsed.problems }
  const journey = parsed.value
  if (journey.kind === 'protocol') return { ok: false, why: 'protocol', problems: [] }

  const catalog = await draftCatalog(db, nodes)
  const problems = await examine(db, journey, catalog)
  const warned = problems.some((each) => each.severity === 'warning') && !how.acceptWarnings
  if (blocks(problems) || warned) return { ok: false, why: 'problems', problems }

  const frozen = releaseOf(journey, catalog, sha256)
  const at = now()
  const release = await deployRelease(db, frozen, { by: how.by, at, note: how.note })
  await keepRevision(db, row, how.by, at, how.note)
  await audit(db, { at, by: how.by, what: 'release.deployed', about: `${id} ${frozen.hash}` })
  driver.released()
  return { ok: true, release }
}
