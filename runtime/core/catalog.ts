import type { AnyNodeType } from '#sdk'
import type { Journey } from './journey.ts'
import { emptyWorkspace, type Workspace } from './workspace.ts'

/** Everything a document may refer to: node types, other documents, the workspace. */
export interface Catalog {
  nodes: ReadonlyMap<string, AnyNodeType>
  documents: Readonly<Record<string, Journey>>
  workspace: Workspace
}

/** Gathers a catalog from plain lists. What is left out is empty. */
export function catalogOf(parts: {
  nodes: readonly AnyNodeType[]
  documents?: Readonly<Record<string, Journey>>
  workspace?: Workspace
}): Catalog {
  return {
    nodes: new Map(parts.nodes.map((type) => [type.type, type])),
    documents: parts.documents ?? {},
    workspace: parts.workspace ?? emptyWorkspace,
  }
}
