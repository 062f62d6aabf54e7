import { IconHistory } from '@tabler/icons-react'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { useUi } from '../editor/editor-context.ts'
import { eventName } from '../editor/names.ts'
import { t } from '../i18n/t.ts'
import { durationWords } from '../ui/duration.ts'
import { frame, type StageExit } from './stage-box.ts'
import type { StageNode } from './to-canvas.ts'
import { useFarOut } from './view-hooks.ts'

/** A stage on the canvas: a dashed frame around its steps, with a row and a handle for each way out. */
export const StageFrame = memo(function StageFrame({ id, data: { stage, exits, regions } }: NodeProps<StageNode>) {
  const edge = useUi((state) => state.edge)
  const far = useFarOut()
  return (
    <div className="stage" data-far={far || undefined}>
      <Handle
        type="target"
        id="in"
        position={Position.Left}
        className="stage-in"
        isConnectableStart={false}
        style={{ top: 19 }}
      />
      <div className="stage-head">
        <strong>{stage.name || id.slice(6)}</strong>
        {stage.resumable && (
          <span className="pill" title={t('Can be resumed where it was left')}>
            <IconHistory size={12} /> {t('resumable')}
          </span>
        )}
      </div>
      {regions.map(({ name, box }, index) => (
        <div
          key={`${name}/${box.x}/${box.y}`}
          className="stage-region"
          style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
        >
          <span>{name || t('Part {n}', { n: index + 1 })}</span>
        </div>
      ))}
      <ul className="stage-rows" style={{ bottom: frame.foot }}>
        {exits.map((exit) => (
          <li
            key={`${exit.kind}:${exit.outcome}`}
            className="stage-row"
            data-lit={edge === `${id}/${exit.kind}/${exit.outcome}` || undefined}
          >
            <span>{exitWords(exit, stage.within?.duration)}</span>
            <Handle
              type="source"
              id={`${exit.kind}:${exit.outcome}`}
              position={Position.Right}
              isConnectableEnd={false}
            />
          </li>
        ))}
      </ul>
    </div>
  )
})

function exitWords({ kind, outcome }: StageExit, within: string | undefined): string {
  if (kind === 'within') return t('After {time}', { time: durationWords(within ?? '') })
  if (kind === 'done') return t('When all parts are done')
  return t('Any time: {event}', { event: eventName(outcome) })
}
