import type { Catalog, Journey } from '#core'
import { mayEnd } from '#core'
import { shapeOf } from '../canvas/card-size.ts'
import { depths } from '../canvas/free-place.ts'

/** One line of the outline: a step, or one of its ways out. */
export type OutlineRow =
  | { kind: 'step'; key: string; id: string; level: number }
  | {
      kind: 'outcome'
      key: string
      id: string
      outcome: string
      label: string
      to: string | undefined
      ends: boolean
      level: number
    }

/** The journey as a list in the order it happens: each step, with its ways out under it while it is open. */
export function outlineRows(journey: Journey, catalog: Catalog, open: ReadonlySet<string>): OutlineRow[] {
  const depth = depths(journey)
  const seen = new Set<string>()
  const rows: OutlineRow[] = []
  const visit = (id: string, level: number) => {
    const node = journey.nodes[id]
    if (!node || seen.has(id)) return
    seen.add(id)
    rows.push({ kind: 'step', key: id, id, level })
    const outcomes = shapeOf(node, catalog).outcomes
    if (open.has(id)) {
      for (const [outcome, declared] of outcomes) {
        rows.push({
          kind: 'outcome',
          key: `${id}/${outcome}`,
          id,
          outcome,
          label: declared.label,
          to: node.next[outcome],
          ends: mayEnd(declared),
          level: level + 1,
        })
      }
    }
    for (const [outcome] of outcomes) {
      const to = node.next[outcome]
      if (to) visit(to, Math.min(level + 1, 6))
    }
    for (const to of Object.values(node.next)) visit(to, Math.min(level + 1, 6))
  }
  const ids = Object.keys(journey.nodes).sort((a, b) => (depth.get(a) ?? 99) - (depth.get(b) ?? 99))
  for (const id of ids) visit(id, 1)
  return rows
}
