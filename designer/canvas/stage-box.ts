import type { Catalog, Journey, Stage } from '#core'
import { mayEnd, outcomesOf } from '#core'
import type { Point } from '../document/command.ts'
import { card, shapeOf } from './card-size.ts'

/** A rectangle on the canvas. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** One way out of a stage, as a row of its frame. */
export interface StageExit {
  kind: 'on' | 'within' | 'done'
  outcome: string
  to: string | undefined
}

/** The measures of a stage's frame. */
export const frame = { pad: 22, head: 38, row: 26, foot: 10, minWidth: 260 } as const

/** The ways out of a stage in the order of its rows: interrupts, time limit, end of its regions. */
export function exitsOf(stage: Stage): StageExit[] {
  return [
    ...Object.entries(stage.on).map(([outcome, to]) => ({ kind: 'on' as const, outcome, to })),
    ...(stage.within ? [{ kind: 'within' as const, outcome: 'within', to: stage.within.else }] : []),
    ...(stage.done || stage.regions ? [{ kind: 'done' as const, outcome: 'done', to: stage.done }] : []),
  ]
}

/** The frames of all stages around the steps at their present places; a frame without steps is not drawn. */
export function stageBoxes(
  journey: Journey,
  catalog: Catalog,
  place: (id: string) => Point | undefined,
): Map<string, Box> {
  const boxes = new Map<string, Box>()
  const nested = new Set(Object.values(journey.stages).flatMap((stage) => stage.stages))
  const measure = (id: string, trail: readonly string[]): Box | undefined => {
    const stage = journey.stages[id]
    if (!stage || trail.includes(id)) return undefined
    const inside: Box[] = []
    for (const node of [...stage.nodes, ...Object.values(stage.regions ?? {}).flatMap((region) => region.nodes)]) {
      const at = place(node)
      const shown = journey.nodes[node]
      if (at && shown)
        inside.push({
          x: at[0],
          y: at[1],
          width: card.width + stubWidth(shown, catalog),
          height: shapeOf(shown, catalog).height,
        })
    }
    for (const inner of stage.stages) {
      const box = measure(inner, [...trail, id])
      if (box) inside.push(box)
    }
    if (inside.length === 0) return undefined
    const box = around(inside, exitsOf(stage).length)
    boxes.set(id, box)
    return box
  }
  for (const id of Object.keys(journey.stages)) if (!nested.has(id)) measure(id, [])
  for (const id of Object.keys(journey.stages)) if (!boxes.has(id)) measure(id, [])
  return boxes
}

/** Where a stage's row handle is, from the frame's top. */
export function exitY(box: Box, count: number, index: number): number {
  return box.height - frame.foot - (count - index) * frame.row + frame.row / 2
}

/** The part of a region's steps inside a stage, as a rectangle relative to nothing but the canvas. */
export function regionBox(
  journey: Journey,
  catalog: Catalog,
  nodes: readonly string[],
  place: (id: string) => Point | undefined,
): Box | null {
  const inside = nodes.flatMap((id) => {
    const at = place(id)
    const node = journey.nodes[id]
    return at && node ? [{ x: at[0], y: at[1], width: card.width, height: shapeOf(node, catalog).height }] : []
  })
  if (inside.length === 0) return null
  const { x, y, right, bottom } = extent(inside)
  return { x: x - 12, y: y - 26, width: right - x + 24, height: bottom - y + 38 }
}

function around(inside: readonly Box[], exits: number): Box {
  const { x, y, right, bottom } = extent(inside)
  return {
    x: x - frame.pad,
    y: y - frame.head - 10,
    width: Math.max(frame.minWidth, right - x + 2 * frame.pad),
    height: bottom - y + frame.head + 10 + frame.pad + (exits > 0 ? exits * frame.row + frame.foot : 0),
  }
}

function extent(boxes: readonly Box[]) {
  return {
    x: Math.min(...boxes.map((box) => box.x)),
    y: Math.min(...boxes.map((box) => box.y)),
    right: Math.max(...boxes.map((box) => box.x + box.width)),
    bottom: Math.max(...boxes.map((box) => box.y + box.height)),
  }
}

/** A loose outcome's stub reaches out of its card, and the frame should hold it. */
function stubWidth(node: Journey['nodes'][string], catalog: Catalog): number {
  return Object.entries(outcomesOf(node, catalog)).some(([id, outcome]) => !node.next[id] && !mayEnd(outcome)) ? 24 : 0
}
