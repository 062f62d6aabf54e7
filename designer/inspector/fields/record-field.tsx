import { Select } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { type ChannelId, channelIds, channels } from '#sdk'
import { t } from '../../i18n/t.ts'
import { Field, type FieldProps } from './field.tsx'
import { emptyValue, type FieldSchema, resolved, titleOf } from './schema.ts'

/** Values by name: a text per channel, a header per key. */
export function RecordField(props: FieldProps) {
  const { path, name, schema, root, value, errorAt, onChange } = props
  const [fresh, setFresh] = useState('')
  const record = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const each: FieldSchema =
    typeof schema.additionalProperties === 'object' ? resolved(schema.additionalProperties, root) : { type: 'string' }
  const keys = Object.keys(record)
  const allowed = keysOf(schema)
  const free = allowed?.filter((key) => !keys.includes(key))
  return (
    <fieldset className="group" data-field={path}>
      <legend>{t(titleOf(name, schema))}</legend>
      {schema.description && <p className="mantine-InputWrapper-description">{t(schema.description)}</p>}
      {errorAt(path) && <p className="mantine-InputWrapper-error">{errorAt(path)}</p>}
      {keys.map((key) => (
        <div key={key} className="list-row">
          <div className="fields">
            <Field
              {...props}
              path={`${path}.${key}`}
              name={key}
              schema={{ ...each, title: wordsFor(key), ...(schema.widget === 'variants' && { widget: 'template' }) }}
              value={record[key]}
              required={false}
              onChange={(at, next, how) => onChange(at, next ?? '', how)}
            />
          </div>
          <div className="list-tools">
            <button
              type="button"
              className="icon-button"
              data-size="small"
              aria-label={t('Remove {name}', { name: wordsFor(key) })}
              onClick={() => remove(key)}
            >
              <IconTrash size={14} />
            </button>
          </div>
        </div>
      ))}
      {free ? (
        free.length > 0 && (
          <Select
            aria-label={t('Add to {field}', { field: t(titleOf(name, schema)) })}
            placeholder={t('Add…')}
            leftSection={<IconPlus size={13} />}
            data={free.map((key) => ({ value: key, label: wordsFor(key) }))}
            value={null}
            searchable
            onChange={(key) => key && add(key)}
          />
        )
      ) : (
        <form
          className="record-add"
          onSubmit={(event) => {
            event.preventDefault()
            if (fresh.trim() && !(fresh.trim() in record)) add(fresh.trim())
            setFresh('')
          }}
        >
          <input
            className="plain-input"
            aria-label={t('Name')}
            placeholder={t('Name')}
            value={fresh}
            onChange={(event) => setFresh(event.target.value)}
          />
          <button type="submit" className="button" data-size="small">
            <IconPlus size={13} /> {t('Add')}
          </button>
        </form>
      )}
    </fieldset>
  )

  function add(key: string) {
    onChange(path, { ...record, [key]: emptyValue(each, root) })
  }

  function remove(key: string) {
    const rest = Object.fromEntries(Object.entries(record).filter(([other]) => other !== key))
    onChange(path, Object.keys(rest).length === 0 ? undefined : rest)
  }
}

function keysOf(schema: FieldSchema): string[] | undefined {
  const names = schema.propertyNames?.enum?.map(String)
  if (names) return names
  return schema.widget === 'variants' ? [...channelIds] : undefined
}

function wordsFor(key: string): string {
  return key in channels ? t(channels[key as ChannelId].name) : key
}
