import type { Catalog } from '../catalog.ts'
import type { Journey } from '../journey.ts'
import { limits } from '../limits.ts'

/** The document on the way that calls itself, if one does. */
export function callsItself(journey: Journey, catalog: Catalog): string | undefined {
  const done = new Set<string>()
  return visit(journey, [journey.id])

  function visit(document: Journey, trail: readonly string[]): string | undefined {
    for (const name of called(document, catalog)) {
      if (trail.includes(name)) return name
      const inner = catalog.documents[name]
      if (!inner || done.has(name) || trail.length > limits.inlineDepth) continue
      const found = visit(inner, [...trail, name])
      if (found !== undefined) return found
      done.add(name)
    }
    return undefined
  }
}

/** How many steps a journey has with everything it calls laid out, worked out without laying it out. */
export function inlinedSize(journey: Journey, catalog: Catalog): number {
  const known = new Map<string, number>()
  return sizeAt(journey, 0)

  function sizeAt(document: Journey, depth: number): number {
    if (depth > limits.inlineDepth) return 0
    const key = `${depth} ${document.kind} ${document.id}`
    const before = known.get(key)
    if (before !== undefined) return before
    // Documents that call each other end somewhere, because depth does.
    const inner = called(document, catalog).map((name) => sizeAt(catalog.documents[name] as Journey, depth + 1))
    const size = inner.reduce((sum, each) => sum + each, Object.keys(document.nodes).length)
    known.set(key, size)
    return size
  }
}

function called(document: Journey, { nodes, documents }: Catalog): string[] {
  return Object.values(document.nodes).flatMap((node) => {
    const type = nodes.get(node.type)
    const config = type?.inlines && type.config.safeParse(node.config)
    if (!type?.inlines || !config?.success) return []
    const name = type.inlines.document(config.data)
    return Object.hasOwn(documents, name) && documents[name]?.kind === type.inlines.kind ? [name] : []
  })
}
