import { IconArrowRight, IconPlus, IconTrash } from '@tabler/icons-react'
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react'
import { memo } from 'react'
import { cut } from '../editor/actions.ts'
import { useEditor, useUi } from '../editor/editor-context.ts'
import { outcomeName } from '../editor/names.ts'
import { t } from '../i18n/t.ts'
import type { CanvasEdge } from './to-canvas.ts'

const column = 300

/** A connection. The words stand beside its handle; pointing at the line shows them again with what can be done. */
export const OutcomeEdge = memo(function OutcomeEdge(props: EdgeProps<CanvasEdge>) {
  const { id, data, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, markerEnd } = props
  const editor = useEditor()
  const lit = useUi((state) => state.edge === id)
  // A line that jumps over a column bends right after its source, so that it does not run behind cards.
  const centerX = targetX - sourceX > column ? sourceX + 36 : undefined
  const [path, labelX, labelY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 10,
    centerX,
    offset: 22,
  })
  const link = data?.link
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        markerEnd={markerEnd}
        className={lit ? 'edge edge-lit' : 'edge'}
        interactionWidth={18}
      />
      {lit && link && (
        <EdgeLabelRenderer>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the same is offered in the step's Outcomes tab and by keys. */}
          <div
            className="edge-pill nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            onPointerEnter={() => editor.ui.setState({ edge: id })}
            onPointerLeave={() => editor.ui.setState({ edge: null })}
          >
            <span>{outcomeName(editor, link)}</span>
            <button
              type="button"
              aria-label={t('Add a step here')}
              title={t('Add a step here')}
              onClick={(event) =>
                editor.ui.setState({ quickAdd: { at: { x: event.clientX, y: event.clientY }, into: link } })
              }
            >
              <IconPlus size={13} stroke={2} />
            </button>
            <button
              type="button"
              aria-label={t('Go to the next step')}
              title={t('Go to the next step')}
              onClick={() => {
                editor.ui.setState({ selected: [props.target], edge: null })
                editor.view.current?.reveal(props.target)
              }}
            >
              <IconArrowRight size={13} stroke={2} />
            </button>
            <button
              type="button"
              aria-label={t('Cut this connection')}
              title={t('Cut this connection')}
              onClick={() => cut(editor, id)}
            >
              <IconTrash size={13} stroke={2} />
            </button>
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
})
