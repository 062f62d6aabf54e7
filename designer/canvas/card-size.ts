import { type Catalog, type Journey, type Node, outcomesOf } from '#core'
import type { Chunk, Outcome } from '#sdk'
import { type Point, placeOf } from '../document/command.ts'

/** Cards have one width; their height follows from what they show, so nothing is ever measured. */
export const card = {
  width: 212,
  head: 46,
  previewPad: 13,
  previewLine: 18,
  previewGap: 8,
  rows: 7,
  row: 25,
  bare: 4,
  inY: 22,
} as const

/** What a card shows, and how high that makes it. */
export interface CardShape {
  summary: Chunk[]
  lines: number
  outcomes: [string, Outcome][]
  height: number
  /** Where the first outcome row starts. */
  rowsTop: number
}

const shapes = new WeakMap<Catalog, WeakMap<Node, CardShape>>()

/** A node's card. Remembered per node, because nodes that did not change are the same object. */
export function shapeOf(node: Node, catalog: Catalog): CardShape {
  const known = shapes.get(catalog) ?? new WeakMap<Node, CardShape>()
  shapes.set(catalog, known)
  const before = known.get(node)
  if (before) return before
  const shape = compute(node, catalog)
  known.set(node, shape)
  return shape
}

/** The middle of an outcome's handle, from the card's top. */
export function handleY(shape: CardShape, index: number): number {
  return shape.rowsTop + index * card.row + card.row / 2
}

/** The place and size of a step's card. */
export function boxOf(
  journey: Journey,
  id: string,
  catalog: Catalog,
): { x: number; y: number; width: number; height: number } | null {
  const node = journey.nodes[id]
  const at: Point | undefined = placeOf(journey, id)
  return node && at ? { x: at[0], y: at[1], width: card.width, height: shapeOf(node, catalog).height } : null
}

function compute(node: Node, catalog: Catalog): CardShape {
  const type = catalog.nodes.get(node.type)
  const parsed = type?.config.safeParse(node.config)
  const summary = type && parsed?.success ? quietly(() => type.summary(parsed.data)) : []
  const letters = summary.reduce((sum, chunk) => sum + ('text' in chunk ? chunk.text.length : chunk.fact.length + 2), 0)
  const lines = letters === 0 ? 0 : letters > 29 ? 2 : 1
  const outcomes = Object.entries(quietly(() => outcomesOf(node, catalog), {} as Record<string, Outcome>))
  const preview = lines === 0 ? 0 : card.previewPad + lines * card.previewLine + card.previewGap
  const rowsTop = card.head + preview + 4
  const height = card.head + preview + (outcomes.length > 0 ? card.rows + outcomes.length * card.row : card.bare)
  return { summary, lines, outcomes, height, rowsTop }
}

/** Third-party node types may fail on settings they did not expect; a card is drawn all the same. */
function quietly<T>(work: () => T, otherwise: T = [] as T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}
