import type { AnyNodeType, Outcome } from '#sdk'
import type { Catalog } from './catalog.ts'
import type { Journey, Node } from './journey.ts'
import { limits } from './limits.ts'

/**
 * The ways out of a node, in the order of its card: its type's own, the ends of the document it stands for,
 * and `no_answer` where it waits.
 */
export function outcomesOf(node: Node, catalog: Catalog): Record<string, Outcome> {
  return outcomesAt(node, catalog, 0)
}

/** The events a node may wait for; none when it answers at once or its settings are unfinished. */
export function waitsOf(node: Node, type: AnyNodeType | undefined): string[] {
  if (!type?.waits) return []
  if (Array.isArray(type.waits)) return type.waits
  const config = type.config.safeParse(node.config)
  return config.success ? type.waits(config.data) : []
}

/** Whether a node waits without a bound of its own, so that only a time limit can end its wait. */
export function isOpenEnded(node: Node, type: AnyNodeType | undefined): boolean {
  if (!type || waitsOf(node, type).length === 0) return false
  const config = type.bounded && type.config.safeParse(node.config)
  return !(config?.success && type.bounded?.(config.data))
}

/** Whether an outcome without a next step simply ends the run. */
export function mayEnd(outcome: Outcome | undefined): boolean {
  return outcome?.mayEnd === true
}

function outcomesAt(node: Node, catalog: Catalog, depth: number): Record<string, Outcome> {
  const type = catalog.nodes.get(node.type)
  if (!type) return Object.fromEntries(Object.keys(node.next).map((id) => [id, { label: id }]))
  const waits =
    node.timeout === undefined ? isOpenEnded(node, type) : waitsOf(node, type).length > 0 || type.inlines !== undefined
  const own = type.ends ? {} : (inlinedOutcomes(node, type, catalog, depth) ?? declaredOutcomes(node, type))
  return waits && !('no_answer' in own) ? { ...own, no_answer: { label: 'No answer' } } : own
}

function declaredOutcomes(node: Node, type: AnyNodeType): Record<string, Outcome> {
  if (typeof type.outcomes !== 'function') return type.outcomes
  const config = type.config.safeParse(node.config)
  if (config.success) return type.outcomes(config.data)
  // Unfinished settings are normal while drawing: keep the connections that are already there.
  return Object.fromEntries(Object.keys(node.next).map((id) => [id, { label: id }]))
}

/** The names the inlined document can end with: its end nodes, and outcomes that may end where nothing is connected. */
function inlinedOutcomes(node: Node, type: AnyNodeType, catalog: Catalog, depth: number) {
  if (!type.inlines || depth >= limits.inlineDepth) return undefined
  const config = type.config.safeParse(node.config)
  const document = config.success ? catalog.documents[type.inlines.document(config.data)] : undefined
  return document && endsOf(document, catalog, depth + 1)
}

function endsOf(document: Journey, catalog: Catalog, depth: number): Record<string, Outcome> {
  const ends: Record<string, Outcome> = {}
  for (const inner of Object.values(document.nodes)) {
    const type = catalog.nodes.get(inner.type)
    const config = type?.ends ? type.config.safeParse(inner.config) : undefined
    if (type?.ends && config?.success) ends[type.ends(config.data)] ??= { label: words(type.ends(config.data)) }
    if (type?.ends) continue
    for (const [id, outcome] of Object.entries(outcomesAt(inner, catalog, depth))) {
      if (!(id in inner.next) && mayEnd(outcome)) ends[id] ??= { label: outcome.label, mayEnd: true }
    }
  }
  return ends
}

function words(name: string): string {
  const text = name.replaceAll(/[_-]+/g, ' ').trim()
  return text.charAt(0).toUpperCase() + text.slice(1)
}
