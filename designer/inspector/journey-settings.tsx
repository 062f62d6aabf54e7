import { NumberInput, Textarea, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { setJourney } from '../document/commands/settings.ts'
import { useEditor, useJourney } from '../editor/editor-context.ts'
import { t, tn } from '../i18n/t.ts'

/** The journey's own settings, shown while nothing is selected. */
export function JourneySettings() {
  const editor = useEditor()
  const journey = useJourney((each) => each)
  const steps = Object.keys(journey.nodes).length
  const facts = Object.keys(journey.facts).length
  return (
    <>
      <header className="inspector-head">
        <div className="inspector-name">
          <h2>{journey.kind === 'protocol' ? t('Handoff protocol') : t('Journey')}</h2>
          <p className="muted">
            {tn(steps, '1 step', '{n} steps')}, {tn(facts, '1 fact', '{n} facts')}
          </p>
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
            value={journey.name}
            error={journey.name.trim() === '' ? t('Give it a name.') : undefined}
            onChange={(event) => {
              const name = event.currentTarget.value
              editor.document.run((before) => ({ ...before, name }), { typing: true })
            }}
          />
          <Textarea
            label={t('What it is for')}
            autosize
            minRows={3}
            maxRows={10}
            value={journey.description}
            onChange={(event) => {
              const description = event.currentTarget.value
              editor.document.run((before) => setJourney(before, { description }), { typing: true })
            }}
          />
          {journey.kind === 'journey' && (
            <NumberInput
              label={t('Priority')}
              description={t('Where two journeys could start on the same message, the higher one does.')}
              min={-100}
              max={100}
              allowDecimal={false}
              value={journey.priority}
              onChange={(priority) =>
                editor.document.run((before) => setJourney(before, { priority: Number(priority) || 0 }), {
                  typing: true,
                })
              }
            />
          )}
        </div>
        <div className="section">
          <h3 className="section-label">{t('Data')}</h3>
          <ul className="fact-chips">
            {Object.entries(journey.facts).map(([name, fact]) => (
              <li key={name} className="chip" title={name}>
                {fact.label || name}
              </li>
            ))}
          </ul>
          <button
            type="button"
            className="button"
            data-size="small"
            onClick={() => editor.ui.setState({ dock: 'data' })}
          >
            {facts === 0 ? t('Declare what this journey learns') : t('Edit data')}
          </button>
        </div>
        <p className="field-note muted section">
          {t('Id')}: <code>{journey.id}</code>
        </p>
      </div>
    </>
  )
}
