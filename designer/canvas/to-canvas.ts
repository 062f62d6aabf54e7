import { type Edge, MarkerType, type Node, Position } from '@xyflow/react'
import type { Catalog, Journey, Node as Step } from '#core'
import { type Point, placeOf } from '../document/command.ts'
import { type Link, linksOf, resumedStage } from '../document/targets.ts'
import { linkId } from '../editor/link-id.ts'
import { t, tn } from '../i18n/t.ts'
import { card, handleY, shapeOf } from './card-size.ts'
import { depths } from './free-place.ts'
import { type Box, exitsOf, exitY, regionBox, type StageExit, stageBoxes } from './stage-box.ts'

export type CardNode = Node<{ step: Step }, 'card'>
export type StageNode = Node<
  { stage: Journey['stages'][string]; exits: StageExit[]; regions: { name: string; box: Box }[] },
  'stage'
>
export type NoteNode = Node<{ text: string }, 'note'>
export type CanvasNode = CardNode | StageNode | NoteNode
export type CanvasEdge = Edge<{ link: Link }, 'outcome'>

/** What was drawn last, so that what did not change stays the same object and is not drawn again. */
export interface Drawn {
  nodes: Map<string, { parts: readonly unknown[]; node: CanvasNode }>
  edges: Map<string, { parts: readonly unknown[]; edge: CanvasEdge }>
}

/** Turns the document into what React Flow draws. Sizes and handles are computed, so nothing is measured. */
export function toCanvas(
  journey: Journey,
  catalog: Catalog,
  at: {
    moved: Readonly<Record<string, Point>>
    selected: ReadonlySet<string>
    edge: string | null
    problems: ReadonlyMap<string, number>
  },
  drawn: Drawn,
): { nodes: CanvasNode[]; edges: CanvasEdge[] } {
  const place = (id: string) => at.moved[id] ?? placeOf(journey, id)
  const next: Drawn = { nodes: new Map(), edges: new Map() }
  const keep = (id: string, parts: readonly unknown[], make: () => CanvasNode) => {
    const before = drawn.nodes.get(id)
    next.nodes.set(id, before && sameParts(before.parts, parts) ? before : { parts, node: make() })
  }

  const boxes = stageBoxes(journey, catalog, place)
  for (const [id, box] of [...boxes].sort(([, a], [, b]) => b.width * b.height - a.width * a.height)) {
    const stage = journey.stages[id] as Journey['stages'][string]
    const regions = Object.values(stage.regions ?? {}).flatMap((region) => {
      const inner = regionBox(journey, catalog, region.nodes, place)
      return inner ? [{ name: region.name, box: { ...inner, x: inner.x - box.x, y: inner.y - box.y } }] : []
    })
    const name = `stage:${id}`
    keep(name, [stage, box.x, box.y, box.width, box.height, JSON.stringify(regions), at.selected.has(name)], () =>
      stageNode(name, stage, box, regions, at.selected.has(name)),
    )
  }
  const order = depths(journey)
  const steps = Object.entries(journey.nodes).sort(
    ([a], [b]) => (order.get(a) ?? 99) - (order.get(b) ?? 99) || (place(a)?.[1] ?? 0) - (place(b)?.[1] ?? 0),
  )
  for (const [id, step] of steps) {
    const [x, y] = place(id) ?? [0, 0]
    const problems = at.problems.get(id) ?? 0
    keep(id, [step, x, y, catalog, at.selected.has(id), problems], () =>
      cardNode(id, step, [x, y], catalog, at.selected.has(id), problems),
    )
  }
  for (const [id, note] of Object.entries(journey.notes)) {
    const name = `note:${id}`
    const [x, y] = at.moved[name] ?? note.at
    keep(name, [note, x, y, at.selected.has(name)], () => noteNode(name, note.text, [x, y], at.selected.has(name)))
  }

  for (const link of linksOf(journey)) {
    const id = linkId(link)
    const resumed = resumedStage(link.to)
    const source = link.kind === 'outcome' ? link.from : `stage:${link.from}`
    const target = resumed === null ? link.to : `stage:${resumed}`
    if (!next.nodes.has(source) || !next.nodes.has(target)) continue
    const lit = at.edge === id
    const parts = [link.to, source, lit]
    const before = drawn.edges.get(id)
    next.edges.set(
      id,
      before && sameParts(before.parts, parts) ? before : { parts, edge: edgeOf(id, link, source, target, lit) },
    )
  }
  drawn.nodes = next.nodes
  drawn.edges = next.edges
  return {
    nodes: [...next.nodes.values()].map(({ node }) => node),
    edges: [...next.edges.values()].map(({ edge }) => edge),
  }
}

function cardNode(
  id: string,
  step: Step,
  [x, y]: Point,
  catalog: Catalog,
  selected: boolean,
  problems: number,
): CardNode {
  const shape = shapeOf(step, catalog)
  const type = catalog.nodes.get(step.type)
  const words = [
    step.name || id,
    type ? t(type.title) : t('unknown kind'),
    tn(shape.outcomes.length, '1 outcome', '{n} outcomes'),
    ...(problems > 0 ? [tn(problems, '1 problem', '{n} problems')] : []),
  ]
  return {
    id,
    type: 'card',
    position: { x, y },
    ...sized(card.width, shape.height),
    handles: [
      inHandle(card.inY),
      ...shape.outcomes.map(([outcome], index) => outHandle(outcome, card.width, handleY(shape, index))),
    ],
    data: { step },
    selected,
    ariaLabel: words.join(', '),
    ariaRole: 'group',
    domAttributes: { 'aria-roledescription': t('step') },
    zIndex: selected ? 3 : 2,
  }
}

function stageNode(
  id: string,
  stage: Journey['stages'][string],
  box: Box,
  regions: { name: string; box: Box }[],
  selected: boolean,
): StageNode {
  const exits = exitsOf(stage)
  return {
    id,
    type: 'stage',
    position: { x: box.x, y: box.y },
    ...sized(box.width, box.height),
    handles: [
      inHandle(19),
      ...exits.map((exit, index) =>
        outHandle(`${exit.kind}:${exit.outcome}`, box.width, exitY(box, exits.length, index)),
      ),
    ],
    data: { stage, exits, regions },
    selected,
    dragHandle: '.stage-head',
    ariaLabel: t('{name}, stage of {n} steps', { name: stage.name || id.slice(6), n: stage.nodes.length }),
    ariaRole: 'group',
    domAttributes: { 'aria-roledescription': t('stage') },
    style: { pointerEvents: 'none' },
    zIndex: 0,
  }
}

function noteNode(id: string, text: string, [x, y]: Point, selected: boolean): NoteNode {
  return {
    id,
    type: 'note',
    position: { x, y },
    ...sized(200, 96),
    handles: [],
    data: { text },
    selected,
    ariaLabel: t('Note: {text}', { text: text.slice(0, 80) || t('empty') }),
    ariaRole: 'group',
    domAttributes: { 'aria-roledescription': t('note') },
    zIndex: 1,
  }
}

function edgeOf(id: string, link: Link, source: string, target: string, lit: boolean): CanvasEdge {
  return {
    id,
    type: 'outcome',
    source,
    target,
    sourceHandle: link.kind === 'outcome' ? link.outcome : `${link.kind}:${link.outcome}`,
    targetHandle: 'in',
    data: { link },
    selected: lit,
    zIndex: lit ? 4 : 1,
    markerEnd: {
      type: MarkerType.ArrowClosed,
      width: 14,
      height: 14,
      markerUnits: 'userSpaceOnUse',
      color: lit ? 'var(--accent)' : 'var(--edge)',
    },
    focusable: false,
  }
}

function sized(width: number, height: number) {
  return { width, height, measured: { width, height } }
}

function inHandle(y: number) {
  return { id: 'in', type: 'target' as const, position: Position.Left, x: -5, y: y - 5, width: 10, height: 10 }
}

function outHandle(id: string, width: number, y: number) {
  return { id, type: 'source' as const, position: Position.Right, x: width - 5, y: y - 5, width: 10, height: 10 }
}

function sameParts(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index])
}
