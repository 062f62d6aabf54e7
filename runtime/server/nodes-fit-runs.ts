import type { Logger } from 'pino'
import { compileRelease, type NeededNode, neededNodes } from '#core'
import type { AnyNodeType } from '#sdk'
import { currentReleases, releaseByHash, releasesInUse } from '#store/live-releases'
import type { Db } from '#store/open'

/** A node type that runs under way need, and how many of them. */
type NodeInUse = NeededNode & { runs: number }

/**
 * Compares the node types that runs under way were started with to those installed. A run stays on its release, but
 * the code of its steps is the server's: where that cannot take over, customers would be stuck, so the server does not
 * start. Code that changed under the same version is its author's word that it is compatible, and only logged.
 */
export async function nodesFitRuns(
  db: Db,
  nodes: readonly AnyNodeType[],
  log: Pick<Logger, 'warn'>,
): Promise<{ ok: true } | { ok: false; message: string }> {
  const inUse = new Map<string, NodeInUse>()
  const broken: string[] = []
  for (const { release, runs } of await releasesInUse(db)) {
    const needed = neededNodes(release, nodes)
    for (const node of needed) {
      const key = `${node.type} ${node.version} ${node.stands}`
      inUse.set(key, { ...node, runs: runs + (inUse.get(key)?.runs ?? 0) })
    }
    if (needed.some((each) => each.stands === 'lacking')) continue
    const compiled = compileRelease(release, nodes)
    if (!compiled.ok) broken.push(`${inRuns(runs)} of “${release.journey.id}”: ${compiled.problems[0]?.message}`)
  }
  const lacking = [...inUse.values()].filter((each) => each.stands === 'lacking').map(inWords)
  if (lacking.length + broken.length > 0) {
    const needs = [...lacking, ...broken].join('; ')
    return {
      ok: false,
      message: `Runs under way cannot go on with the steps installed here (${needs}). Start the version they began on and let them end, or install steps that take over from it.`,
    }
  }
  const changed = [...inUse.values()].filter((each) => each.stands === 'other_code')
  if (changed.length > 0) {
    const steps = changed.map(({ type, version, runs }) => ({ type, version, runs }))
    log.warn({ steps }, 'Runs under way began with other code of these steps, under the same version.')
  }
  await warnOfIdleReleases(db, nodes, log)
  return { ok: true }
}

/** A journey whose current release cannot run here starts nobody; that must not be found out from customers. */
async function warnOfIdleReleases(db: Db, nodes: readonly AnyNodeType[], log: Pick<Logger, 'warn'>) {
  for (const { journey, release: hash } of await currentReleases(db)) {
    const release = await releaseByHash(db, hash)
    const compiled = release && compileRelease(release, nodes)
    if (compiled && !compiled.ok)
      log.warn(
        { journey, problem: compiled.problems[0]?.message },
        'Nobody is started on this journey: its current release cannot run here. Publish it again.',
      )
  }
}

function inWords({ type, version, installed, runs }: NodeInUse): string {
  const here = installed === null ? 'it is not installed' : `${installed} is installed and does not take over from it`
  return `${inRuns(runs)} ${runs === 1 ? 'needs' : 'need'} version ${version} of “${type}”, and ${here}`
}

function inRuns(runs: number): string {
  return `${runs} ${runs === 1 ? 'run' : 'runs'}`
}
