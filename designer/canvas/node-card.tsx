import { IconAlertTriangle, IconExclamationCircle, IconPlus } from '@tabler/icons-react'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { mayEnd } from '#core'
import type { Outcome } from '#sdk'
import { useEditor, useSurroundings, useUi } from '../editor/editor-context.ts'
import { t, tn } from '../i18n/t.ts'
import { entryFor } from '../palette/entries.ts'
import { durationWords } from '../ui/duration.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { NodeIcon } from '../ui/icon.tsx'
import { tintOf } from '../ui/tint.ts'
import { shapeOf } from './card-size.ts'
import { Summary } from './summary.tsx'
import type { CardNode } from './to-canvas.ts'
import { useFarOut } from './view-hooks.ts'

/** One step on the canvas: its name, what it will do in words, and a row with a handle for each way out. */
export const NodeCard = memo(function NodeCard(props: NodeProps<CardNode>) {
  return (
    <ErrorBoundary
      fallback={(retry) => (
        <div className="card" data-broken>
          <p className="card-broken">{t('This step could not be drawn')}</p>
          <button type="button" className="button nodrag" data-size="small" onClick={retry}>
            {t('Retry')}
          </button>
        </div>
      )}
    >
      <CardBody id={props.id} step={props.data.step} />
    </ErrorBoundary>
  )
})

function CardBody({ id, step }: { id: string; step: CardNode['data']['step'] }) {
  const catalog = useSurroundings((state) => state.catalog)
  const changed = useSurroundings((state) => state.released !== null && isChanged(state.released.nodes[id], step))
  const far = useFarOut()
  const type = catalog.nodes.get(step.type)
  const shape = shapeOf(step, catalog)
  const entry = entryFor(step.type, step.config)
  const kind = type ? (entry?.title ?? t(type.title)) : t('Unknown kind “{type}”', { type: step.type })
  return (
    <div
      className="card"
      style={{ height: shape.height }}
      data-unknown={type === undefined || undefined}
      data-changed={changed || undefined}
      data-far={far || undefined}
    >
      <Handle type="target" id="in" position={Position.Left} className="card-in" isConnectableStart={false} />
      {!far && <Badge id={id} />}
      <div className="card-head">
        <span className="tile" data-tint={tintOf(type)}>
          <NodeIcon name={entry?.icon ?? type?.icon ?? 'help'} />
        </span>
        <div className="card-words">
          <div className="card-title" title={step.name || id}>
            {step.name || id}
          </div>
          {!far && (
            <div className="card-kind">
              {step.timeout && type ? t('{kind}, waits {time}', { kind, time: durationWords(step.timeout) }) : kind}
            </div>
          )}
        </div>
      </div>
      {!far && shape.lines > 0 && (
        <div className="card-preview" style={{ height: shape.lines * 18 + 13 }}>
          <div>
            <Summary chunks={shape.summary} />
          </div>
        </div>
      )}
      {shape.outcomes.length > 0 && (
        <ul className="card-rows">
          {shape.outcomes.map(([outcome, declared]) => (
            <OutcomeRow
              key={outcome}
              id={id}
              outcome={outcome}
              declared={declared}
              connected={outcome in step.next}
              far={far}
            />
          ))}
        </ul>
      )}
    </div>
  )
}

function OutcomeRow({
  id,
  outcome,
  declared,
  connected,
  far,
}: {
  id: string
  outcome: string
  declared: Outcome
  connected: boolean
  far: boolean
}) {
  const { ui } = useEditor()
  const lit = useUi((state) => state.edge === `${id}/${outcome}`)
  const ends = !connected && mayEnd(declared)
  return (
    <li className="card-row" data-lit={lit || undefined}>
      {!far && <span className="card-outcome">{t(declared.label)}</span>}
      {!far && ends && <span className="card-ends">{t('ends')}</span>}
      <Handle
        type="source"
        id={outcome}
        position={Position.Right}
        data-on={lit || undefined}
        isConnectableEnd={false}
      />
      {!far && !connected && (
        <button
          type="button"
          className="card-loose nodrag"
          data-ends={ends || undefined}
          aria-label={t('Add a step after {outcome}', { outcome: t(declared.label) })}
          onClick={(event) => {
            event.stopPropagation()
            ui.setState({
              quickAdd: { at: { x: event.clientX, y: event.clientY }, after: { kind: 'outcome', from: id, outcome } },
            })
          }}
        >
          <i />
          <b>
            <IconPlus size={12} stroke={2} />
          </b>
        </button>
      )}
    </li>
  )
}

function Badge({ id }: { id: string }) {
  const errors = useUi((state) => count(state.problems, id, 'error'))
  const warnings = useUi((state) => count(state.problems, id, 'warning'))
  if (errors + warnings === 0) return null
  const Mark = errors > 0 ? IconExclamationCircle : IconAlertTriangle
  return (
    <span
      className="card-badge"
      data-tone={errors > 0 ? 'bad' : 'warn'}
      title={tn(errors + warnings, '1 problem', '{n} problems')}
    >
      <Mark size={11} stroke={2.2} />
      {errors + warnings}
    </span>
  )
}

function count(problems: readonly { node: string | null; severity: string }[], id: string, severity: string): number {
  let found = 0
  for (const problem of problems) if (problem.node === id && problem.severity === severity) found++
  return found
}

function isChanged(before: unknown, now: unknown): boolean {
  return before === undefined || (before !== now && JSON.stringify(before, sorted) !== JSON.stringify(now, sorted))
}

function sorted(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
}
