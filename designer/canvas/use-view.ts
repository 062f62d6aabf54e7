import type { ReactFlowInstance } from '@xyflow/react'
import { useEffect } from 'react'
import { catalogNow, type Editor, journeyOf } from '../editor/editor-context.ts'
import { boxOf } from './card-size.ts'
import { depths } from './free-place.ts'
import type { CanvasEdge, CanvasNode } from './to-canvas.ts'

const calm = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160)
const neverFitBelow = 0.75
const startZoom = 0.85

/** Lets the rest of the editor move the view, and opens the journey where it can be read. */
export function useView(editor: Editor, flow: ReactFlowInstance<CanvasNode, CanvasEdge>) {
  useEffect(() => {
    const pane = () => document.querySelector('.react-flow')?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 600)
    editor.view.current = {
      center() {
        const { x, y, width, height } = pane()
        return flow.screenToFlowPosition({ x: x + width / 2, y: y + height / 2 })
      },
      reveal(id) {
        const box = boxOf(journeyOf(editor), id, catalogNow(editor)) ?? nodeBox(flow, id)
        if (!box) return
        const { x, y, width, height } = pane()
        const topLeft = flow.flowToScreenPosition({ x: box.x, y: box.y })
        const bottomRight = flow.flowToScreenPosition({ x: box.x + box.width, y: box.y + box.height })
        const visible =
          topLeft.x > x + 8 && topLeft.y > y + 8 && bottomRight.x < x + width - 8 && bottomRight.y < y + height - 64
        if (!visible)
          flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, {
            zoom: Math.max(flow.getZoom(), 0.7),
            duration: calm(),
          })
      },
      open: () => open(editor, flow, pane()),
      fit(ids) {
        const nodes = ids?.map((id) => ({ id }))
        flow.fitView({ nodes, padding: 0.12, maxZoom: 1, duration: calm() })
      },
      zoomBy(step) {
        if (step === 0) flow.zoomTo(1, { duration: calm() })
        else if (step > 0) flow.zoomIn({ duration: calm() })
        else flow.zoomOut({ duration: calm() })
      },
      toScreen: ([x, y]) => flow.flowToScreenPosition({ x, y }),
    }
    editor.view.current.open()
    return () => {
      editor.view.current = null
    }
  }, [editor, flow])
}

/** Fits what fits at 75 %; a larger journey opens at its start. */
function open(editor: Editor, flow: ReactFlowInstance<CanvasNode, CanvasEdge>, pane: DOMRect) {
  const journey = journeyOf(editor)
  const boxes = Object.keys(journey.nodes).flatMap((id) => boxOf(journey, id, catalogNow(editor)) ?? [])
  if (boxes.length === 0) return
  const left = Math.min(...boxes.map((box) => box.x)) - 40
  const top = Math.min(...boxes.map((box) => box.y)) - 70
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + 60
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + 60
  const zoom = Math.min(pane.width / (right - left), (pane.height - 60) / (bottom - top), 1)
  if (zoom >= neverFitBelow) {
    flow.setViewport({
      x: (pane.width - (right - left) * zoom) / 2 - left * zoom,
      y: Math.max(0, (pane.height - 60 - (bottom - top) * zoom) / 2) - top * zoom,
      zoom,
    })
    return
  }
  const order = depths(journey)
  const start = Object.keys(journey.nodes).find((id) => order.get(id) === 0)
  const box = start ? boxOf(journey, start, catalogNow(editor)) : null
  flow.setViewport({
    x: 60 - (box?.x ?? left) * startZoom,
    y: Math.min(110, pane.height / 2.4) - (box?.y ?? top) * startZoom,
    zoom: startZoom,
  })
}

function nodeBox(flow: ReactFlowInstance<CanvasNode, CanvasEdge>, id: string) {
  const node = flow.getNode(id)
  return node ? { x: node.position.x, y: node.position.y, width: node.width ?? 0, height: node.height ?? 0 } : null
}
