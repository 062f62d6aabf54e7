import { NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { waitsOf } from '#core'
import { shapeOf } from '../canvas/card-size.ts'
import { type Envelope, setEnvelope } from '../document/commands/set-node.ts'
import { useEditor, useJourney, useSurroundings, useUi } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import { besideField } from '../problems/show-problem.ts'
import { DurationField } from './fields/duration-field.tsx'
import { FormulaField } from './fields/formula-field.tsx'

/** How long a step waits, how often it tries again, when it is passed by, and what a simulation answers. */
export function TimingTab({ id }: { id: string }) {
  const editor = useEditor()
  const node = useJourney((journey) => journey.nodes[id])
  const catalog = useSurroundings((state) => state.catalog)
  const problems = useUi((state) => state.problems)
  if (!node) return null
  const type = catalog.nodes.get(node.type)
  const waits = waitsOf(node, type).length > 0 || type?.inlines !== undefined
  const outcomes = shapeOf(node, catalog).outcomes.map(([value, { label }]) => ({ value, label: t(label) }))
  const set = (envelope: Envelope, typing = false) =>
    editor.document.run((journey) => setEnvelope(journey, id, envelope), { typing })
  const errorAt = (path: string) => {
    const found = problems.find((problem) => problem.node === id && problem.path.includes(path))
    return found && besideField(found.message)
  }
  const field = { root: {}, required: false, errorAt }
  return (
    <>
      <div className="section fields">
        {waits ? (
          <DurationField
            {...field}
            path="timeout"
            name="timeout"
            schema={{ title: t('Give up waiting after'), description: t('Then “No answer” happens.') }}
            value={node.timeout}
            onChange={(_, value, how) => set({ timeout: value as string | undefined }, how?.typing)}
          />
        ) : (
          <p className="muted">{t('This step does not wait for anybody.')}</p>
        )}
      </div>
      {type && type.effects !== 'none' && (
        <div className="section fields">
          <Switch
            label={t('Try again when it fails')}
            checked={node.retry !== undefined}
            onChange={(event) => set({ retry: event.currentTarget.checked ? { times: 2, after: 'PT5S' } : undefined })}
          />
          {node.retry && (
            <>
              <NumberInput
                label={t('Times')}
                min={1}
                max={10}
                allowDecimal={false}
                value={node.retry.times}
                onChange={(times) =>
                  node.retry && Number(times) >= 1 && set({ retry: { ...node.retry, times: Number(times) } }, true)
                }
              />
              <DurationField
                {...field}
                path="retry.after"
                name="after"
                schema={{ title: t('Pause before each') }}
                value={node.retry.after}
                onChange={(_, value, how) =>
                  node.retry &&
                  typeof value === 'string' &&
                  set({ retry: { ...node.retry, after: value } }, how?.typing)
                }
              />
            </>
          )}
        </div>
      )}
      <div className="section fields">
        <FormulaField
          {...field}
          path="skipWhen"
          name="skipWhen"
          schema={{ title: t('Pass by when'), description: t('A formula; the step is left out when it is true.') }}
          value={node.skipWhen}
          onChange={(_, value, how) =>
            set(
              { skipWhen: value as string | undefined, ...(value === undefined && { skipTo: undefined }) },
              how?.typing,
            )
          }
        />
        {node.skipWhen !== undefined && (
          <Select
            data-field="skipTo"
            label={t('And go on as if')}
            data={outcomes}
            value={node.skipTo ?? null}
            placeholder={t('Choose an outcome')}
            error={node.skipTo === undefined ? t('Choose an outcome.') : undefined}
            onChange={(skipTo) => set({ skipTo: skipTo ?? undefined })}
          />
        )}
      </div>
      <div className="section fields">
        <Select
          label={t('In a simulation, answer')}
          description={t('Instead of really doing it.')}
          data={outcomes}
          value={node.mock?.outcome ?? null}
          clearable
          placeholder={t('What really happens')}
          onChange={(outcome) =>
            set({ mock: outcome === null ? undefined : { outcome, captured: node.mock?.captured ?? {} } })
          }
        />
        {Object.entries(node.mock?.captured ?? {}).map(([fact, value]) => (
          <TextInput
            key={fact}
            label={fact}
            value={String(value)}
            onChange={(event) =>
              node.mock &&
              set(
                { mock: { ...node.mock, captured: { ...node.mock.captured, [fact]: event.currentTarget.value } } },
                true,
              )
            }
          />
        ))}
      </div>
    </>
  )
}
