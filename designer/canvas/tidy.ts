import type { ELK as Elk, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import type { Journey } from '#core'
import type { Point } from '../document/command.ts'
import { moveTo } from '../document/commands/move.ts'
import { linksOf } from '../document/targets.ts'
import { catalogNow, type Editor, journeyOf } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import { toast } from '../ui/toast.tsx'
import { card, shapeOf } from './card-size.ts'

const simplexUpTo = 300
const spacing = {
  'elk.layered.spacing.nodeNodeBetweenLayers': '88',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '18',
}

/** Lays the whole journey out in columns, in a worker, and puts the result in as one edit. */
export async function tidy(editor: Editor): Promise<void> {
  const places = await layout(editor)
  if (editor.document.run((journey) => moveTo(journey, places))) {
    editor.view.current?.open()
    toast(t('Tidied up'), { undo: editor.document.undo })
  }
}

async function layout(editor: Editor): Promise<Record<string, Point>> {
  const journey = journeyOf(editor)
  const catalog = catalogNow(editor)
  const children: ElkNode[] = Object.entries(journey.nodes).map(([id, node]) => {
    const shape = shapeOf(node, catalog)
    return {
      id,
      width: card.width,
      height: shape.height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [
        port(`${id}#in`, 0, card.inY, 'WEST'),
        // Outcomes leave as if the first were level with the way in: a straight line then puts the next card level too.
        ...shape.outcomes.map(([outcome], index) =>
          port(`${id}#out#${outcome}`, card.width, card.inY + index * card.row, 'EAST'),
        ),
      ],
    }
  })
  const edges: ElkExtendedEdge[] = linksOf(journey)
    .filter((link) => link.kind === 'outcome' && journey.nodes[link.to])
    .map(({ from, outcome, to }) => ({
      id: `${from}/${outcome}`,
      sources: [portOf(from, outcome)],
      targets: [`${to}#in`],
    }))
  const result = await (await engine()).layout({
    id: 'root',
    children: grouped(journey, children),
    edges,
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
      'elk.layered.nodePlacement.strategy': children.length > simplexUpTo ? 'LINEAR_SEGMENTS' : 'NETWORK_SIMPLEX',
      ...spacing,
      'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES',
    },
  })
  return Object.fromEntries(placesIn(result, [0, 0]))

  function portOf(from: string, outcome: string): string {
    const node = journey.nodes[from]
    const known = node && shapeOf(node, catalog).outcomes.some(([id]) => id === outcome)
    return known ? `${from}#out#${outcome}` : from
  }
}

/** Top-level stages become compound nodes, so that their steps stay together. */
function grouped(journey: Journey, children: ElkNode[]): ElkNode[] {
  const byId = new Map(children.map((child) => [child.id, child]))
  const nested = new Set(Object.values(journey.stages).flatMap((stage) => stage.stages))
  const group = (id: string): ElkNode | undefined => {
    const stage = journey.stages[id]
    if (!stage) return undefined
    const names = [...stage.nodes, ...Object.values(stage.regions ?? {}).flatMap((region) => region.nodes)]
    const inside = names.flatMap((name) => take(name))
    const inner = stage.stages.flatMap((each) => group(each) ?? [])
    if (inside.length + inner.length === 0) return undefined
    return {
      id: `stage:${id}`,
      children: [...inside, ...inner],
      layoutOptions: { ...spacing, 'elk.padding': '[top=52,left=26,bottom=96,right=30]' },
    }
  }
  const take = (name: string): ElkNode[] => {
    const child = byId.get(name)
    byId.delete(name)
    return child ? [child] : []
  }
  const groups = Object.keys(journey.stages).flatMap((id) => (nested.has(id) ? [] : (group(id) ?? [])))
  return [...groups, ...byId.values()]
}

function placesIn(node: ElkNode, [x, y]: Point): [string, Point][] {
  return (node.children ?? []).flatMap((child) => {
    const at: Point = [x + (child.x ?? 0), y + (child.y ?? 0)]
    return child.id.startsWith('stage:') ? placesIn(child, at) : [[child.id, at] as [string, Point]]
  })
}

function port(id: string, x: number, y: number, side: 'WEST' | 'EAST') {
  return { id, x, y, width: 1, height: 1, layoutOptions: { 'elk.port.side': side } }
}

let loaded: Promise<Elk> | undefined

/** The layout engine is half a megabyte, so it comes with the first use. */
function engine(): Promise<Elk> {
  loaded ??= Promise.all([import('elkjs/lib/elk-api.js'), import('elkjs/lib/elk-worker.min.js?url')]).then(
    ([{ default: Engine }, { default: workerUrl }]) => new Engine({ workerUrl }) as Elk,
  )
  return loaded
}
