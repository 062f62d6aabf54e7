import { IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { shapeOf } from '../canvas/card-size.ts'
import { Summary } from '../canvas/summary.tsx'
import { cut, removeSelected } from '../editor/actions.ts'
import { useEditor, useJourney, useSurroundings, useUi } from '../editor/editor-context.ts'
import { linkId } from '../editor/link-id.ts'
import { stepName } from '../editor/names.ts'
import { t } from '../i18n/t.ts'
import { entryFor } from '../palette/entries.ts'
import { NodeIcon } from '../ui/icon.tsx'
import { tintOf } from '../ui/tint.ts'
import { type OutlineRow, outlineRows } from './outline-rows.ts'

/** The journey as a tree that can be read, and edited unless it is only to be read, without the canvas. */
export function Outline({ reading = false }: { reading?: boolean }) {
  const editor = useEditor()
  const journey = useJourney((each) => each)
  const catalog = useSurroundings((state) => state.catalog)
  const selected = useUi((state) => state.selected)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(reading ? Object.keys(journey.nodes) : []))
  const [at, setAt] = useState<string | null>(null)
  const tree = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => outlineRows(journey, catalog, open), [journey, catalog, open])
  const current = rows.find(({ key }) => key === at) ?? rows.find(({ key }) => key === selected[0]) ?? rows[0]
  useEffect(() => {
    if (at !== null && tree.current?.contains(document.activeElement))
      tree.current.querySelector<HTMLElement>(`[data-key="${CSS.escape(at)}"]`)?.focus()
  }, [at])
  if (rows.length === 0)
    return (
      <p className="palette-none muted outline">
        {reading ? t('No steps yet.') : t('No steps yet. Press / to add one.')}
      </p>
    )
  return (
    <div className="outline scroll" role="tree" aria-label={t('Outline')} ref={tree} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its items.
        <div
          key={row.key}
          data-key={row.key}
          role="treeitem"
          aria-level={row.level}
          aria-selected={row.kind === 'step' && selected.includes(row.id)}
          aria-expanded={row.kind === 'step' ? open.has(row.id) : undefined}
          tabIndex={row.key === current?.key ? 0 : -1}
          className="outline-row"
          data-kind={row.kind}
          style={{ paddingLeft: 4 + Math.min(row.level - 1, 4) * 10 }}
          onClick={() => pick(row)}
          onFocus={() => setAt(row.key)}
        >
          {row.kind === 'step' ? (
            <StepRow id={row.id} open={open.has(row.id)} toggle={() => toggle(row.id)} whole={reading} />
          ) : (
            <OutcomeWords row={row} />
          )}
        </div>
      ))}
    </div>
  )

  function pick(row: OutlineRow) {
    setAt(reading && row.kind === 'outcome' && row.to && journey.nodes[row.to] ? row.to : row.key)
    if (reading) return
    editor.ui.setState({
      selected: [row.id],
      inspector: true,
      edge: row.kind === 'outcome' && row.to ? `${row.id}/${row.outcome}` : null,
    })
    editor.view.current?.reveal(row.id)
  }

  function toggle(id: string, wanted = !open.has(id)) {
    const next = new Set(open)
    if (wanted) next.add(id)
    else next.delete(id)
    setOpen(next)
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const index = rows.findIndex(({ key }) => key === current?.key)
    const row = rows[index]
    if (!row) return
    const box = tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.getBoundingClientRect()
    const place = { x: (box?.right ?? 240) - 8, y: box?.top ?? 120 }
    const end = row.kind === 'outcome' ? ({ kind: 'outcome', from: row.id, outcome: row.outcome } as const) : null
    const moves: [string, () => void][] = [
      ['ArrowDown', () => setAt(rows[Math.min(index + 1, rows.length - 1)]?.key ?? null)],
      ['ArrowUp', () => setAt(rows[Math.max(index - 1, 0)]?.key ?? null)],
      ['Home', () => setAt(rows[0]?.key ?? null)],
      ['End', () => setAt(rows.at(-1)?.key ?? null)],
      [
        'ArrowRight',
        () => (row.kind === 'step' && !open.has(row.id) ? toggle(row.id, true) : setAt(rows[index + 1]?.key ?? null)),
      ],
      ['ArrowLeft', () => (row.kind === 'step' ? toggle(row.id, false) : setAt(row.id))],
      ['Enter', () => pick(row)],
      [' ', () => pick(row)],
    ]
    const edits: [string, () => void][] = [
      [
        'F2',
        () => {
          pick(row)
          editor.ui.setState(({ field }) => ({ field: { path: '#name', turn: (field?.turn ?? 0) + 1 } }))
        },
      ],
      [
        'Delete',
        () => {
          if (end) return cut(editor, linkId(end))
          editor.ui.setState({ selected: [row.id] })
          removeSelected(editor)
        },
      ],
      ['c', () => end && editor.ui.setState({ quickAdd: { at: place, after: end, connecting: true } })],
      [
        '/',
        () => {
          editor.ui.setState({ selected: [row.id], quickAdd: { at: place, ...(end && { after: end }) } })
        },
      ],
    ]
    const act = new Map(reading ? moves : [...moves, ...edits]).get(event.key)
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
}

function StepRow({ id, open, toggle, whole }: { id: string; open: boolean; toggle: () => void; whole: boolean }) {
  const node = useJourney((journey) => journey.nodes[id])
  const catalog = useSurroundings((state) => state.catalog)
  const type = catalog.nodes.get(node?.type ?? '')
  const entry = entryFor(node?.type ?? '', node?.config ?? {})
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the tree do the same. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the tree do the same. */}
      <span
        className="outline-toggle"
        data-open={open || undefined}
        onClick={(event) => {
          event.stopPropagation()
          toggle()
        }}
      >
        <IconChevronRight size={13} stroke={2} />
      </span>
      <span className="tile" data-tint={tintOf(type)}>
        <NodeIcon name={entry?.icon ?? type?.icon ?? 'help'} size={13} />
      </span>
      <span className="outline-name">{node?.name || id}</span>
      <span className="visually-hidden">, {type ? t(type.title) : t('unknown kind')}</span>
      {whole && node && (
        <span className="outline-summary muted">
          <Summary chunks={shapeOf(node, catalog).summary} />
        </span>
      )}
    </>
  )
}

function OutcomeWords({ row }: { row: OutlineRow & { kind: 'outcome' } }) {
  const journey = useJourney((each) => each)
  const target = row.to?.startsWith('resume:')
    ? (journey.stages[row.to.slice(7)]?.name ?? row.to)
    : row.to && stepName(journey, row.to)
  return (
    <>
      <span className="outline-name">{t(row.label)}</span>
      <span className="muted outline-to">
        {target ? t('goes to {step}', { step: target }) : row.ends ? t('ends') : t('no next step')}
      </span>
    </>
  )
}
