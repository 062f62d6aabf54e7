import { Select, TextInput } from '@mantine/core'
import { IconId, IconPlus, IconTrash } from '@tabler/icons-react'
import type { Workspace } from '#core'
import { newFactName } from '../document/new-id.ts'
import { t } from '../i18n/t.ts'
import { IdField } from './id-field.tsx'
import { PartForm } from './part-form.tsx'
import { RemovedInUse } from './removed-in-use.tsx'
import { doubled, freshRow, type Row, recordOf, rowsOf } from './rows.ts'
import { type Part, type PartProps, usePart } from './use-part.ts'

type Field = Workspace['profile'][string]

const types: Record<Field['type'], string> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  date: 'Date',
  email: 'E-mail address',
  phone: 'Phone number',
}

const profile: Part<Row<Field>[]> = {
  read: (workspace) => rowsOf(workspace.profile),
  write: (rows) => ({ profile: recordOf(rows) }),
  wrong: (rows) => ({
    ...Object.fromEntries(
      rows
        .filter(({ value }) => value.label.trim() === '')
        .map(({ id }) => [`profile.${id}.label`, t('Write a label.')]),
    ),
    ...doubled('profile', rows),
  }),
}

/** What is known about customers whatever they write about. */
export function ProfilePart(props: PartProps) {
  const part = usePart(profile, props)
  const { draft, set, errorAt } = part
  const { workspace, uses } = props.read
  const change = (key: string, how: (row: Row<Field>) => Row<Field>) =>
    set((rows) => rows.map((row) => (row.key === key ? how(row) : row)))
  return (
    <PartForm
      id="profile"
      title={t('Profile fields')}
      help={t('What your systems know about a customer. Texts and formulas write it such as profile.tier.')}
      part={part as never}
      readOnly={props.readOnly}
      aside={
        <button
          type="button"
          className="button"
          onClick={() => set((rows) => [...rows, freshRow<Field>({ type: 'text', label: '' })])}
        >
          <IconPlus size={15} stroke={1.8} /> {t('Add a field')}
        </button>
      }
    >
      {draft.length === 0 && (
        <div className="settings-empty">
          <IconId size={26} stroke={1.5} />
          <p>{t('No fields yet. Journeys then know a customer’s name and addresses, and what they asked.')}</p>
        </div>
      )}
      {draft.map((row) => (
        <fieldset className="settings-card settings-row" key={row.key} aria-label={row.value.label || t('New field')}>
          <TextInput
            label={t('Label')}
            withAsterisk
            value={row.value.label}
            error={errorAt(`profile.${row.id}.label`)}
            autoFocus={row.fresh}
            onChange={({ currentTarget: { value: label } }) =>
              change(row.key, (before) => ({
                ...before,
                value: { ...before.value, label },
                id: before.follows ? nameFor(label, row.key) : before.id,
              }))
            }
          />
          <Select
            label={t('Kind')}
            data={Object.entries(types).map(([value, label]) => ({ value, label: t(label) }))}
            value={row.value.type}
            allowDeselect={false}
            onChange={(type) =>
              type &&
              change(row.key, (before) => ({ ...before, value: { ...before.value, type: type as Field['type'] } }))
            }
          />
          <IdField
            row={row}
            label={t('Written as')}
            error={errorAt(`profile.${row.id}`)}
            onChange={(id) => change(row.key, (before) => ({ ...before, id, follows: false }))}
          />
          {!props.readOnly && (
            <button
              type="button"
              className="icon-button"
              aria-label={t('Remove {name}', { name: row.value.label || t('New field') })}
              onClick={() => set((rows) => rows.filter(({ key }) => key !== row.key))}
            >
              <IconTrash size={15} stroke={1.8} />
            </button>
          )}
        </fieldset>
      ))}
      <RemovedInUse
        kind="profile"
        before={Object.fromEntries(Object.entries(workspace.profile).map(([id, { label }]) => [id, label]))}
        ids={draft.map(({ id }) => id)}
        uses={uses}
        meaning={t('Drafts cannot be published until they do without it. What is live goes on using it.')}
      />
    </PartForm>
  )

  function nameFor(label: string, key: string): string {
    const taken = (id: string) => draft.some((each) => each.key !== key && each.id === id)
    return label.trim() === '' ? '' : newFactName(label, taken)
  }
}
