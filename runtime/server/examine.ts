import { type Catalog, catalogOf, check, type Journey, type Problem, parseJourney } from '#core'
import type { AnyNodeType } from '#sdk'
import { listDocuments } from '#store/documents'
import { currentReleases, releaseByHash } from '#store/live-releases'
import type { Db } from '#store/open'
import { readWorkspace } from '#store/workspace'

/** Everything the drafts on this server may refer to. Drafts that cannot be read are as good as missing. */
export async function draftCatalog(db: Db, nodes: readonly AnyNodeType[]): Promise<Catalog> {
  const parsed = (await listDocuments(db)).map((row) => parseJourney(row.document))
  const documents = Object.fromEntries(parsed.flatMap((each) => (each.ok ? [[each.value.id, each.value]] : [])))
  return catalogOf({ nodes, documents, workspace: await readWorkspace(db) })
}

/** Checks a journey with the node types of this server, beside the journeys that are live on it. */
export async function examine(db: Db, journey: Journey, catalog: Catalog): Promise<Problem[]> {
  const others: Journey[] = []
  for (const { journey: id, release } of await currentReleases(db)) {
    const other = id === journey.id ? undefined : await releaseByHash(db, release)
    if (other) others.push(other.journey)
  }
  const { nodes, documents, workspace } = catalog
  return check(journey, { nodes: [...nodes.values()], documents, workspace, others })
}
