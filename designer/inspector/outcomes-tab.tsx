import { Select } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { mayEnd } from '#core'
import type { AnyNodeType } from '#sdk'
import { shapeOf } from '../canvas/card-size.ts'
import { disconnect } from '../document/commands/disconnect.ts'
import { join } from '../editor/actions.ts'
import { useEditor, useJourney, useSurroundings } from '../editor/editor-context.ts'
import { stepName } from '../editor/names.ts'
import { t } from '../i18n/t.ts'

/** Where each way out of a step leads, to change it without the canvas. */
export function OutcomesTab({ id }: { id: string }) {
  const editor = useEditor()
  const node = useJourney((journey) => journey.nodes[id])
  const catalog = useSurroundings((state) => state.catalog)
  const targets = useTargets(id)
  if (!node) return null
  const outcomes = shapeOf(node, catalog).outcomes
  const type = catalog.nodes.get(node.type)
  const parsed = type?.config.safeParse(node.config)
  return (
    <div className="section fields">
      {outcomes.length === 0 && <p className="muted">{noOutcomes(type)}</p>}
      {outcomes.map(([outcome, declared]) => {
        const captured = parsed?.success ? (declared.captures?.(parsed.data) ?? []) : []
        return (
          <div key={outcome}>
            <Select
              data-field={`next.${outcome}`}
              label={t(declared.label)}
              data={targets}
              value={node.next[outcome] ?? null}
              searchable
              clearable
              placeholder={mayEnd(declared) ? t('The journey ends') : t('No next step')}
              error={node.next[outcome] || mayEnd(declared) ? undefined : t('Say what happens next.')}
              onChange={(to) =>
                to
                  ? join(editor, { kind: 'outcome', from: id, outcome, to })
                  : editor.document.run((journey) => disconnect(journey, { kind: 'outcome', from: id, outcome }))
              }
            />
            {captured.length > 0 && (
              <p className="field-note muted">{t('Then known: {facts}', { facts: captured.join(', ') })}</p>
            )}
          </div>
        )
      })}
    </div>
  )
}

/** The ways out in short, each a way to go there. */
export function OutcomeList({ id }: { id: string }) {
  const editor = useEditor()
  const node = useJourney((journey) => journey.nodes[id])
  const journey = useJourney((each) => each)
  const catalog = useSurroundings((state) => state.catalog)
  if (!node) return null
  const outcomes = shapeOf(node, catalog).outcomes
  if (outcomes.length === 0) return <p className="muted">{noOutcomes(catalog.nodes.get(node.type))}</p>
  return (
    <ul className="outcome-list">
      {outcomes.map(([outcome, declared]) => {
        const to = node.next[outcome]
        const loose = !to && !mayEnd(declared)
        return (
          <li key={outcome}>
            <button
              type="button"
              data-loose={loose || undefined}
              onClick={(event) => {
                if (!to)
                  editor.ui.setState({
                    quickAdd: {
                      at: { x: event.clientX - 300, y: event.clientY },
                      after: { kind: 'outcome', from: id, outcome },
                    },
                  })
                else if (journey.nodes[to]) {
                  editor.ui.setState({ selected: [to] })
                  editor.view.current?.reveal(to)
                }
              }}
            >
              <span>{t(declared.label)}</span>
              <span className="outcome-to">
                {to ? (
                  <>
                    <IconArrowRight size={12} stroke={1.8} /> {targetWords(to)}
                  </>
                ) : loose ? (
                  t('no next step')
                ) : (
                  t('ends')
                )}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )

  function targetWords(to: string): string {
    return to.startsWith('resume:')
      ? t('back into {stage}', { stage: journey.stages[to.slice(7)]?.name || to.slice(7) })
      : stepName(journey, to)
  }
}

/** Everything an outcome can lead to, for a picker. */
export function useTargets(not?: string): { value: string; label: string }[] {
  const journey = useJourney((each) => each)
  return [
    ...Object.keys(journey.nodes)
      .filter((id) => id !== not)
      .map((id) => ({ value: id, label: stepName(journey, id) })),
    ...Object.entries(journey.stages)
      .filter(([, stage]) => stage.resumable)
      .map(([id, stage]) => ({ value: `resume:${id}`, label: t('Back into {stage}', { stage: stage.name || id }) })),
  ]
}

function noOutcomes(type: AnyNodeType | undefined): string {
  return type?.ends ? t('The journey ends here.') : t('Finish the settings first; then you see what can happen.')
}
