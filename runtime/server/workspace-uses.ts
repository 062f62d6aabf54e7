import type { WorkspaceUse } from '#api'
import { type Journey, parseJourney } from '#core'
import type { AnyNodeType } from '#sdk'
import { listDocuments } from '#store/documents'
import { releaseByHash } from '#store/live-releases'
import type { Db } from '#store/open'
import { listReleases } from '#store/releases'
import { references } from './references.ts'

type Part = Pick<WorkspaceUse, 'kind' | 'id'>

/** Which drafts and current releases name which parts of the workspace. */
export async function workspaceUses(db: Db, nodes: readonly AnyNodeType[]): Promise<WorkspaceUse[]> {
  const uses = new Map<string, WorkspaceUse>()
  const note = ({ id, name }: Journey, parts: Part[], where: Partial<WorkspaceUse>) => {
    for (const part of parts) {
      const key = `${part.kind} ${part.id} ${id}`
      const known = uses.get(key) ?? { ...part, document: { id, name }, draft: false, release: null }
      uses.set(key, { ...known, ...where })
    }
  }
  for (const { document } of await listDocuments(db)) {
    const parsed = parseJourney(document)
    if (parsed.ok) note(parsed.value, partsOf([parsed.value], nodes), { draft: true })
  }
  for (const { hash, number, current } of await listReleases(db)) {
    const release = current ? await releaseByHash(db, hash) : undefined
    if (!release) continue
    note(release.journey, partsOf([release.journey, ...Object.values(release.documents)], nodes), { release: number })
  }
  return [...uses.values()]
}

function partsOf(documents: readonly Journey[], nodes: readonly AnyNodeType[]): Part[] {
  const named = references(documents, nodes).flatMap(({ kind, id }): Part[] =>
    kind === 'protocol' || kind === 'journey' ? [] : [{ kind, id }],
  )
  // Templates and formulas write a field of the profile the same way.
  const written = JSON.stringify(documents.map((each) => each.nodes)).matchAll(/\bprofile\.([a-z][a-z0-9_]*)/g)
  const fields = [...new Set([...written].map((match) => match[1] ?? ''))]
  return [...named, ...fields.map((id): Part => ({ kind: 'profile', id }))]
}
