import { IconClockHour9, IconPlus } from '@tabler/icons-react'
import { newId } from '../document/new-id.ts'
import { t } from '../i18n/t.ts'
import { CalendarCard } from './calendar-card.tsx'
import { type HoursDraft, hoursPart } from './hours-draft.ts'
import { PartForm } from './part-form.tsx'
import { RemovedInUse } from './removed-in-use.tsx'
import { freshRow, type Row } from './rows.ts'
import { type PartProps, usePart } from './use-part.ts'

/** When the company is open: opening hours by name, which queues and journeys refer to. */
export function HoursPart(props: PartProps) {
  const part = usePart(hoursPart, props)
  const { draft, set, errorAt } = part
  const { workspace, uses } = props.read
  const change = (key: string, how: (row: Row<HoursDraft>) => Row<HoursDraft>) =>
    set((rows) => rows.map((row) => (row.key === key ? how(row) : row)))
  return (
    <PartForm
      id="hours"
      title={t('Opening hours')}
      help={t('When somebody is there. Journeys ask for them, and queues open by them.')}
      part={part as never}
      readOnly={props.readOnly}
      aside={
        <button type="button" className="button" onClick={() => set((rows) => [...rows, freshRow(officeHours())])}>
          <IconPlus size={15} stroke={1.8} /> {t('Add opening hours')}
        </button>
      }
    >
      {draft.length === 0 && (
        <div className="settings-empty">
          <IconClockHour9 size={26} stroke={1.5} />
          <p>{t('No opening hours yet. Without them, everything counts as always open.')}</p>
        </div>
      )}
      {draft.map((row) => (
        <CalendarCard
          key={row.key}
          row={row}
          errorAt={errorAt}
          readOnly={props.readOnly}
          onName={(name) =>
            change(row.key, (before) => ({
              ...before,
              value: { ...before.value, name },
              id: before.follows ? idFor(name, row.key) : before.id,
            }))
          }
          onId={(id) => change(row.key, (before) => ({ ...before, id, follows: false }))}
          onChange={(fields) => change(row.key, (before) => ({ ...before, value: { ...before.value, ...fields } }))}
          onRemove={() => set((rows) => rows.filter(({ key }) => key !== row.key))}
        />
      ))}
      <RemovedInUse
        kind="hours"
        before={Object.fromEntries(Object.entries(workspace.hours).map(([id, { name }]) => [id, name]))}
        ids={draft.map(({ id }) => id)}
        uses={uses}
        meaning={t(
          'Drafts cannot be published until they name others. What is live keeps the hours it was published with.',
        )}
      />
    </PartForm>
  )

  function idFor(name: string, key: string): string {
    const taken = (id: string) => draft.some((each) => each.key !== key && each.id === id)
    return name.trim() === '' ? '' : newId(name, taken)
  }
}

function officeHours(): HoursDraft {
  const spans: [string, string][] = [['09:00', '17:00']]
  return {
    name: '',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    week: { mon: spans, tue: spans, wed: spans, thu: spans, fri: spans },
    special: [],
  }
}
