import { IconArrowRight, IconPlus, IconTrash } from '@tabler/icons-react'
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react'
import { memo } from 'react'
import type { Link } from '../document/targets.ts'
import { cut } from '../editor/actions.ts'
import { useEditor, useUi } from '../editor/editor-context.ts'
import { outcomeName } from '../editor/names.ts'
import { t } from '../i18n/t.ts'
import type { CanvasEdge } from './to-canvas.ts'
import { useZoomPercent } from './view-hooks.ts'

const column = 300

/** A connection. The words stand beside its handle; pointing at the line shows them again with what can be done. */
export const OutcomeEdge = memo(function OutcomeEdge(props: EdgeProps<CanvasEdge>) {
  const { id, data, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, markerEnd } = props
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
      {lit && link && <Pill id={id} link={link} target={props.target} at={[labelX, labelY]} />}
    </>
  )
})

function Pill({ id, link, target, at }: { id: string; link: Link; target: string; at: [number, number] }) {
  const editor = useEditor()
  const zoom = useZoomPercent() / 100
  return (
    <EdgeLabelRenderer>
      <div
        className="edge-pill nodrag nopan"
        style={{ transform: `translate(-50%, -50%) translate(${at[0]}px, ${at[1]}px) scale(${Math.max(1, 1 / zoom)})` }}
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
            editor.ui.setState({ selected: [target], edge: null })
            editor.view.current?.reveal(target)
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
  )
}
