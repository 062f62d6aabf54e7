import type { Journey } from '#core'
import type { AnyNodeType, ReferenceKind } from '#sdk'

/** What the steps of some documents name: queues, opening hours, secrets and the like, each once and with a step. */
export function references(
  documents: readonly Journey[],
  nodes: readonly AnyNodeType[],
): { kind: ReferenceKind; id: string; node: string }[] {
  const found = new Map<string, { kind: ReferenceKind; id: string; node: string }>()
  for (const document of documents) {
    for (const [node, { type, config }] of Object.entries(document.nodes)) {
      const installed = nodes.find((each) => each.type === type)
      const parsed = installed?.config.safeParse(config)
      if (!parsed?.success) continue
      for (const { kind, id } of installed?.references?.(parsed.data) ?? [])
        found.set(`${kind} ${id}`, { kind, id, node })
    }
  }
  return [...found.values()]
}
