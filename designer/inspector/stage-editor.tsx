import { Autocomplete, Select, Switch, TextInput } from '@mantine/core'
import { IconTrash, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { without } from '../document/command.ts'
import { removeStage, setStage } from '../document/commands/stages.ts'
import { useEditor, useJourney } from '../editor/editor-context.ts'
import { eventName, interrupts, stepName } from '../editor/names.ts'
import { t, tn } from '../i18n/t.ts'
import { toast } from '../ui/toast.tsx'
import { DurationField } from './fields/duration-field.tsx'
import { useTargets } from './outcomes-tab.tsx'

/** What a stage does around its steps: interrupts that work anywhere inside, a time limit, a way back. */
export function StageEditor({ id }: { id: string }) {
  const editor = useEditor()
  const stage = useJourney((journey) => journey.stages[id])
  const journey = useJourney((each) => each)
  const targets = useTargets()
  const [event, setEvent] = useState('')
  if (!stage) return null
  const set = (change: Parameters<typeof setStage>[2], typing = false) =>
    editor.document.run((before) => setStage(before, id, change), { typing })
  const first = targets[0]?.value
  const known = Object.entries(interrupts).filter(([name]) => !(name in stage.on))
  return (
    <>
      <header className="inspector-head">
        <div className="inspector-name">
          <h2>{stage.name || id}</h2>
          <p className="muted">{t('Stage of {steps}', { steps: tn(stage.nodes.length, '1 step', '{n} steps') })}</p>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t('Close settings')}
          onClick={() => editor.ui.setState({ inspector: false })}
        >
          <IconX size={16} />
        </button>
      </header>
      <div className="inspector-body scroll">
        <div className="section fields">
          <TextInput
            label={t('Name')}
            data-field="#name"
            value={stage.name}
            onChange={(change) => set({ name: change.currentTarget.value }, true)}
          />
          <Switch
            label={t('Can be resumed')}
            description={t('Steps elsewhere may come back to where it was left.')}
            checked={stage.resumable}
            onChange={(change) => set({ resumable: change.currentTarget.checked })}
          />
        </div>
        <div className="section fields">
          <h3 className="section-label">{t('At any time inside')}</h3>
          {Object.entries(stage.on).map(([name, to]) => (
            <div key={name} className="list-row">
              <Select
                className="grow"
                label={eventName(name)}
                data={targets}
                value={to}
                searchable
                allowDeselect={false}
                onChange={(next) => next && set({ on: { ...stage.on, [name]: next } })}
              />
              <div className="list-tools">
                <button
                  type="button"
                  className="icon-button"
                  data-size="small"
                  aria-label={t('Remove {name}', { name: eventName(name) })}
                  onClick={() => set({ on: without(stage.on, name) })}
                >
                  <IconTrash size={14} />
                </button>
              </div>
            </div>
          ))}
          <form
            className="record-add"
            onSubmit={(submit) => {
              submit.preventDefault()
              const name = Object.entries(interrupts).find(([, words]) => t(words) === event)?.[0] ?? event.trim()
              if (name && first && !(name in stage.on)) set({ on: { ...stage.on, [name]: first } })
              setEvent('')
            }}
          >
            <Autocomplete
              className="grow"
              aria-label={t('Event')}
              placeholder={t('When… for example order.cancelled')}
              data={known.map(([, words]) => t(words))}
              value={event}
              onChange={setEvent}
            />
            <button type="submit" className="button" data-size="small" disabled={!event.trim() || !first}>
              {t('Add')}
            </button>
          </form>
        </div>
        <div className="section fields">
          <DurationField
            path="within"
            name="within"
            root={{}}
            required={false}
            errorAt={() => undefined}
            schema={{
              title: t('At most inside'),
              description: t('Leaving pauses it; coming back goes on with the rest.'),
            }}
            value={stage.within?.duration}
            onChange={(_, duration, how) =>
              set(
                {
                  within:
                    typeof duration === 'string' && first ? { duration, else: stage.within?.else ?? first } : undefined,
                },
                how?.typing,
              )
            }
          />
          {stage.within && (
            <Select
              label={t('Then go to')}
              data={targets}
              value={stage.within.else}
              searchable
              allowDeselect={false}
              onChange={(next) => next && stage.within && set({ within: { ...stage.within, else: next } })}
            />
          )}
          {stage.regions && (
            <Select
              label={t('When all parts are done')}
              data={targets}
              value={stage.done ?? null}
              searchable
              clearable
              onChange={(next) => set({ done: next ?? undefined })}
            />
          )}
        </div>
        <div className="section">
          <h3 className="section-label">{t('Steps inside')}</h3>
          <p>{stage.nodes.map((node) => stepName(journey, node)).join(', ') || t('None')}</p>
        </div>
        <div className="section">
          <button
            type="button"
            className="button"
            data-kind="bad"
            onClick={() => {
              editor.document.run((before) => removeStage(before, id))
              editor.ui.setState({ selected: [] })
              toast(t('Removed the stage, its steps stay'), { undo: editor.document.undo })
            }}
          >
            <IconTrash size={14} /> {t('Remove the stage')}
          </button>
        </div>
      </div>
    </>
  )
}
