import {
  Background,
  BackgroundVariant,
  type Connection,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react'
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Point, placeOf } from '../document/command.ts'
import { nodesIn } from '../document/commands/add-node.ts'
import { moveTo } from '../document/commands/move.ts'
import { splice } from '../document/commands/splice.ts'
import { linksOf } from '../document/targets.ts'
import { addStep, join, noteAt } from '../editor/actions.ts'
import { catalogNow, journeyOf, useEditor, useJourney, useSurroundings, useUi } from '../editor/editor-context.ts'
import { linkEnd } from '../editor/link-id.ts'
import { t } from '../i18n/t.ts'
import { allEntries } from '../palette/entries.ts'
import { tintOf } from '../ui/tint.ts'
import { shapeOf } from './card-size.ts'
import { EmptyCanvas } from './empty-canvas.tsx'
import { NodeCard } from './node-card.tsx'
import { NoteCard } from './note-card.tsx'
import { OutcomeEdge } from './outcome-edge.tsx'
import { StageFrame } from './stage-frame.tsx'
import { type CanvasEdge, type CanvasNode, type Drawn, toCanvas } from './to-canvas.ts'
import { Toolbar } from './toolbar.tsx'
import { useView } from './use-view.ts'
import { useConnecting } from './view-hooks.ts'

const nodeTypes = { card: NodeCard, stage: StageFrame, note: NoteCard }
const edgeTypes = { outcome: OutcomeEdge }
const draggedEntry = 'application/x-throughline-step'
const minimapFrom = 12

/** The canvas: the journey drawn, and every gesture on it. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  )
}

function Drawing() {
  const editor = useEditor()
  const flow = useReactFlow<CanvasNode, CanvasEdge>()
  const journey = useJourney((each) => each)
  const catalog = useSurroundings((state) => state.catalog)
  const selected = useUi((state) => state.selected)
  const edge = useUi((state) => state.edge)
  const tool = useUi((state) => state.tool)
  const problems = useUi((state) => state.problems)
  const connecting = useConnecting()
  const [moved, setMoved] = useState<Record<string, Point>>({})
  const drawn = useRef<Drawn>({ nodes: new Map(), edges: new Map() })
  const counts = useMemo(() => countByNode(problems), [problems])
  const chosen = useMemo(() => new Set(selected), [selected])
  const { nodes, edges } = useMemo(
    () => toCanvas(journey, catalog, { moved, selected: chosen, edge, problems: counts }, drawn.current),
    [journey, catalog, moved, chosen, edge, counts],
  )
  useView(editor, flow)
  const over = useHoverEnd(editor)

  // Positions follow the pointer here and are written to the document once, when the drag ends.
  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const places: Record<string, Point> = {}
      const picked = new Map<string, boolean>()
      for (const change of changes) {
        if (change.type === 'position' && change.position)
          Object.assign(places, placesFor(change.id, [change.position.x, change.position.y]))
        if (change.type === 'select') picked.set(change.id, change.selected)
      }
      if (Object.keys(places).length > 0) setMoved((before) => ({ ...before, ...places }))
      if (picked.size > 0) {
        editor.ui.setState(({ selected: before }) => ({
          selected: [
            ...before.filter((id) => picked.get(id) !== false),
            ...[...picked].filter(([id, on]) => on && !before.includes(id)).map(([id]) => id),
          ],
        }))
      }

      function placesFor(id: string, at: Point): Record<string, Point> {
        if (!id.startsWith('stage:')) return { [id]: at }
        const box = drawn.current.nodes.get(id)?.node.position
        if (!box) return {}
        return Object.fromEntries(
          everythingIn(journeyOf(editor), id.slice(6)).flatMap((node) => {
            const now = drawn.current.nodes.get(node)?.node.position
            return now ? [[node, [now.x + at[0] - box.x, now.y + at[1] - box.y] as Point]] : []
          }),
        )
      }
    },
    [editor],
  )

  const onDragStop = useCallback(
    (event: MouseEvent | TouchEvent | React.MouseEvent, node: CanvasNode) => {
      setMoved((places) => {
        const named = Object.fromEntries(Object.entries(places).map(([id, at]) => [id.replace(/^note:/, ''), at]))
        queueMicrotask(() => editor.document.run((before) => spliceUnder(moveTo(before, named))))
        return {}
      })
      // A loose step dropped on a line goes into it.
      const under = 'clientX' in event ? edgeUnder(event.clientX, event.clientY) : null
      function spliceUnder(next: typeof journey) {
        const loose =
          node.type === 'card' &&
          Object.keys(next.nodes[node.id]?.next ?? {}).length === 0 &&
          !linksOf(next).some(({ to }) => to === node.id)
        const link =
          loose && under
            ? linksOf(next).find(
                (each) =>
                  drawn.current.edges.get(under)?.edge.data?.link.from === each.from &&
                  each.outcome === drawn.current.edges.get(under)?.edge.data?.link.outcome,
              )
            : undefined
        const step = next.nodes[node.id]
        return link && step ? splice(next, link, node.id, shapeOf(step, catalogNow(editor)).outcomes[0]?.[0]) : next
      }
    },
    [editor],
  )

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      const end = linkEnd(source, sourceHandle)
      if (end) join(editor, { ...end, to: targetOf(target) })
    },
    [editor],
  )

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.isValid || !state.fromNode || state.fromHandle?.type !== 'source') return
      const end = linkEnd(state.fromNode.id, state.fromHandle.id)
      const { clientX: x, clientY: y } =
        'clientX' in event ? event : (event.changedTouches[0] ?? { clientX: 0, clientY: 0 })
      const card = document.elementFromPoint(x, y)?.closest<HTMLElement>('.react-flow__node')?.dataset.id
      if (!end) return
      if (card && !card.startsWith('note:')) return join(editor, { ...end, to: targetOf(card) })
      const place = flow.screenToFlowPosition({ x, y })
      editor.ui.setState({ quickAdd: { at: { x, y }, place: [place.x, place.y - 22], after: end } })
    },
    [editor, flow],
  )

  const onDrop = useCallback(
    (event: DragEvent) => {
      const entry = allEntries.find(({ id }) => id === event.dataTransfer.getData(draggedEntry))
      if (!entry) return
      event.preventDefault()
      const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
      const under = edgeUnder(event.clientX, event.clientY)
      const into = under ? drawn.current.edges.get(under)?.edge.data?.link : undefined
      addStep(editor, entry, { place: [x - 106, y - 22], into })
    },
    [editor, flow],
  )

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: steps are dropped here; the keyboard adds them with Enter or /.
    <div
      className="canvas"
      id="canvas"
      tabIndex={-1}
      data-tool={tool}
      data-connecting={connecting || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(draggedEntry)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDrop={onDrop}
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={onDragStop}
        onSelectionDragStop={(event, [first]) => first && onDragStop(event, first)}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        onReconnect={(old, { target }) => old.data && join(editor, { ...old.data.link, to: targetOf(target) })}
        onEdgeMouseEnter={(_, { id }) => over(id)}
        onEdgeMouseLeave={() => over(null)}
        onEdgeClick={(_, { id }) => editor.ui.setState({ edge: id, selected: [] })}
        onNodeClick={(_, { id }) => openSettings(id)}
        onNodeContextMenu={(event, { id }) => openMenu(event, id)}
        onPaneContextMenu={(event) => openMenu(event, null)}
        onPaneClick={(event) => {
          const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
          if (tool === 'note') noteAt(editor, [x, y])
          else editor.ui.setState({ edge: null, quickAdd: null, menu: null })
        }}
        onlyRenderVisibleElements
        minZoom={0.15}
        maxZoom={2}
        defaultViewport={{ x: 40, y: 40, zoom: 0.85 }}
        panOnScroll
        panOnDrag={tool === 'pan' ? true : [1, 2]}
        selectionOnDrag={tool === 'select'}
        selectionMode={SelectionMode.Partial}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
        elevateNodesOnSelect={false}
        nodeDragThreshold={3}
        connectionRadius={28}
        proOptions={{ hideAttribution: true }}
        aria-label={t('Canvas')}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} color="var(--dot)" bgColor="var(--canvas)" />
        {nodes.length > minimapFrom && (
          <MiniMap<CanvasNode>
            pannable
            zoomable
            ariaLabel={t('Map of the journey')}
            bgColor="var(--surface)"
            maskColor="color-mix(in srgb, var(--canvas) 70%, transparent)"
            nodeColor={(node) =>
              node.type === 'card'
                ? `var(--tint-${tintOf(catalog.nodes.get(node.data.step.type))})`
                : node.type === 'note'
                  ? 'var(--note-line)'
                  : 'transparent'
            }
            nodeStrokeColor={(node) => (node.type === 'stage' ? 'var(--edge)' : 'transparent')}
            nodeBorderRadius={24}
            style={{ width: 150, height: 92 }}
          />
        )}
      </ReactFlow>
      {Object.keys(journey.nodes).length === 0 && <EmptyCanvas />}
      <Toolbar />
    </div>
  )

  function openSettings(id: string) {
    editor.ui.setState((state) => ({
      inspector: true,
      edge: null,
      menu: null,
      selected: state.selected.length > 1 ? state.selected : [id],
    }))
  }

  function openMenu(
    event: { preventDefault(): void; clientX: number; clientY: number } | MouseEvent | React.MouseEvent,
    on: string | null,
  ) {
    event.preventDefault()
    const { clientX: x, clientY: y } = event as React.MouseEvent
    editor.ui.setState(({ selected: before }) => ({
      menu: { at: { x, y }, on },
      selected: on && !before.includes(on) ? [on] : before,
    }))
  }
}

/** Keeps a line lit for a moment after the pointer left it, so that its buttons can be reached. */
function useHoverEnd(editor: ReturnType<typeof useEditor>) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return useCallback(
    (id: string | null) => {
      clearTimeout(timer.current)
      if (id) editor.ui.setState({ edge: id })
      else {
        timer.current = setTimeout(() => {
          if (!document.querySelector('.edge-pill:hover, .edge-pill:focus-within')) editor.ui.setState({ edge: null })
        }, 220)
      }
    },
    [editor],
  )
}

function everythingIn(journey: ReturnType<typeof journeyOf>, stage: string, seen: readonly string[] = []): string[] {
  const inner = journey.stages[stage]?.stages ?? []
  return [
    ...nodesIn(journey, stage),
    ...inner.filter((id) => !seen.includes(id)).flatMap((id) => everythingIn(journey, id, [...seen, stage])),
  ].filter((id) => placeOf(journey, id) !== undefined)
}

function targetOf(canvasId: string): string {
  return canvasId.startsWith('stage:') ? `resume:${canvasId.slice(6)}` : canvasId
}

function edgeUnder(x: number, y: number): string | null {
  const hit = document.elementsFromPoint(x, y).find((element) => element.closest('.react-flow__edge'))
  return hit?.closest<SVGElement>('.react-flow__edge')?.dataset.id ?? null
}

function countByNode(problems: readonly { node: string | null; severity: string }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { node, severity } of problems)
    if (node !== null && severity !== 'tip') counts.set(node, (counts.get(node) ?? 0) + 1)
  return counts
}
