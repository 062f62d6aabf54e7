import { Select, TextInput } from '@mantine/core'
import { IconPlus, IconTrash, IconUsers } from '@tabler/icons-react'
import type { Workspace } from '#core'
import { newId } from '../document/new-id.ts'
import { t } from '../i18n/t.ts'
import { IdField } from './id-field.tsx'
import { PartForm } from './part-form.tsx'
import { RemovedInUse } from './removed-in-use.tsx'
import { doubled, freshRow, type Row, recordOf, rowsOf } from './rows.ts'
import { type Part, type PartProps, usePart } from './use-part.ts'

type QueueRow = Row<Workspace['queues'][string]>

const queues: Part<QueueRow[]> = {
  read: (workspace) => rowsOf(workspace.queues),
  write: (rows) => ({ queues: recordOf(rows) }),
  wrong: (rows) => ({
    ...Object.fromEntries(
      rows.filter(({ value }) => value.name.trim() === '').map(({ id }) => [`queues.${id}.name`, t('Write a name.')]),
    ),
    ...doubled('queues', rows),
  }),
}

/** Where work waits for a person: the queues, and when each is open. */
export function QueuesPart(props: PartProps) {
  const part = usePart(queues, props)
  const { draft, set, errorAt } = part
  const { workspace, uses } = props.read
  const hours = Object.entries(workspace.hours).map(([value, { name }]) => ({ value, label: name }))
  const change = (key: string, how: (row: QueueRow) => QueueRow) =>
    set((rows) => rows.map((row) => (row.key === key ? how(row) : row)))
  return (
    <PartForm
      id="queues"
      title={t('Queues')}
      help={t('Where customers wait for a person. A handoff step offers them to one of these.')}
      means={t('The desk shows it at once. Whatever is published next uses it; releases keep their own.')}
      part={part as never}
      readOnly={props.readOnly}
      aside={
        <button
          type="button"
          className="button"
          onClick={() => set((rows) => [...rows, freshRow({ name: '', skills: [] })])}
        >
          <IconPlus size={15} stroke={1.8} /> {t('Add a queue')}
        </button>
      }
    >
      {draft.length === 0 && (
        <div className="settings-empty">
          <IconUsers size={26} stroke={1.5} />
          <p>{t('No queues yet. Without one, nobody can be handed over to a person.')}</p>
        </div>
      )}
      {draft.map((row) => (
        <fieldset className="settings-card settings-row" key={row.key} aria-label={row.value.name || t('New queue')}>
          <TextInput
            label={t('Name')}
            withAsterisk
            value={row.value.name}
            error={errorAt(`queues.${row.id}.name`)}
            autoFocus={row.fresh}
            onChange={({ currentTarget: { value: name } }) =>
              change(row.key, (before) => ({
                ...before,
                value: { ...before.value, name },
                id: before.follows ? idFor(name, row.key) : before.id,
              }))
            }
          />
          <Select
            label={t('Opening hours')}
            data={hours}
            placeholder={t('Always open')}
            value={row.value.hours ?? null}
            clearable
            clearButtonProps={{ 'aria-label': t('Always open') }}
            nothingFoundMessage={t('The workspace has none yet.')}
            error={errorAt(`queues.${row.id}.hours`)}
            onChange={(chosen) =>
              change(row.key, (before) => {
                const { hours: _, ...rest } = before.value
                return { ...before, value: chosen ? { ...rest, hours: chosen } : rest }
              })
            }
          />
          <IdField
            row={row}
            error={errorAt(`queues.${row.id}`)}
            onChange={(id) => change(row.key, (before) => ({ ...before, id, follows: false }))}
          />
          {!props.readOnly && (
            <button
              type="button"
              className="icon-button"
              aria-label={t('Remove {name}', { name: row.value.name || t('New queue') })}
              onClick={() => set((rows) => rows.filter(({ key }) => key !== row.key))}
            >
              <IconTrash size={15} stroke={1.8} />
            </button>
          )}
        </fieldset>
      ))}
      <RemovedInUse
        kind="queue"
        before={Object.fromEntries(Object.entries(workspace.queues).map(([id, { name }]) => [id, name]))}
        ids={draft.map(({ id }) => id)}
        uses={uses}
        meaning={t(
          'Drafts cannot be published until they name another queue. What is live still offers customers to it, and the desk shows it by its id.',
        )}
      />
    </PartForm>
  )

  function idFor(name: string, key: string): string {
    const taken = (id: string) => draft.some((each) => each.key !== key && each.id === id)
    return name.trim() === '' ? '' : newId(name, taken)
  }
}
