import { MultiSelect, TagsInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { newFactName } from '../../document/new-id.ts'
import { t } from '../../i18n/t.ts'
import { Field, type FieldProps } from './field.tsx'
import { ObjectField } from './object-field.tsx'
import { emptyValue, resolved, titleOf } from './schema.ts'

/** A list: words as tags, choices from an enum, or rows with fields of their own. */
export function ListField(props: FieldProps) {
  const { path, name, schema, root, value, required, errorAt, onChange } = props
  const item = resolved(schema.items ?? {}, root)
  const list = Array.isArray(value) ? value : []
  const title = t(titleOf(name, schema))
  const help = schema.description ? t(schema.description) : undefined
  if (item.enum) {
    const data = item.enum.map((each) => ({
      value: String(each),
      label: t(item.labels?.[String(each)] ?? titleOf(String(each), {})),
    }))
    return (
      <MultiSelect
        data-field={path}
        label={title}
        description={help}
        withAsterisk={required}
        data={data}
        value={list.map(String)}
        error={errorAt(path)}
        onChange={(next) => onChange(path, next)}
      />
    )
  }
  if (item.type === 'string' && !item.widget) {
    return (
      <TagsInput
        data-field={path}
        label={title}
        description={help}
        withAsterisk={required}
        value={list.map(String)}
        placeholder={list.length === 0 ? t('Type and press Enter') : undefined}
        error={errorAt(path)}
        onChange={(next) => onChange(path, next)}
      />
    )
  }
  const full = schema.maxItems !== undefined && list.length >= schema.maxItems
  return (
    <fieldset className="group list" data-field={path}>
      <legend>{title}</legend>
      {help && <p className="mantine-InputWrapper-description">{help}</p>}
      {errorAt(path) && <p className="mantine-InputWrapper-error">{errorAt(path)}</p>}
      <ol>
        {list.map((each, index) => (
          <li key={keyOf(each, index)} className="list-row">
            <div className="fields">
              {item.properties ? (
                <ObjectField
                  {...props}
                  bare
                  path={`${path}.${index}`}
                  name={index}
                  schema={withoutId(item)}
                  value={each}
                  onChange={onChange}
                />
              ) : (
                <Field
                  {...props}
                  path={`${path}.${index}`}
                  name={t('{title} {n}', { title, n: index + 1 })}
                  schema={item}
                  value={each}
                  required={false}
                />
              )}
            </div>
            <div className="list-tools">
              <button
                type="button"
                className="icon-button"
                data-size="small"
                aria-label={t('Move up')}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <IconArrowUp size={14} />
              </button>
              <button
                type="button"
                className="icon-button"
                data-size="small"
                aria-label={t('Move down')}
                disabled={index === list.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={14} />
              </button>
              <button
                type="button"
                className="icon-button"
                data-size="small"
                aria-label={t('Remove')}
                onClick={() =>
                  onChange(
                    path,
                    list.filter((_, other) => other !== index),
                  )
                }
              >
                <IconTrash size={14} />
              </button>
            </div>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="button"
        data-size="small"
        disabled={full}
        onClick={() => onChange(path, [...list, fresh()])}
      >
        <IconPlus size={13} /> {t('Add')}
      </button>
    </fieldset>
  )

  function fresh(): unknown {
    const next = emptyValue(item, root)
    // Options are told apart by an id that stays when their label changes.
    if (item.properties?.id && typeof next === 'object' && next !== null) {
      const taken = new Set(list.map((each) => (each as { id?: unknown }).id))
      return { ...next, id: newFactName('option', (id) => taken.has(id)) }
    }
    return next
  }

  function move(from: number, to: number) {
    const next = [...list]
    next.splice(to, 0, ...next.splice(from, 1))
    onChange(path, next)
  }
}

function keyOf(each: unknown, index: number): string {
  const id = (each as { id?: unknown } | null)?.id
  return typeof id === 'string' && id ? id : String(index)
}

/** Ids are made by the editor, so nobody has to see them. */
function withoutId(item: FieldProps['schema']): FieldProps['schema'] {
  if (!item.properties?.id || !item.properties.label) return item
  const { id: _id, ...properties } = item.properties
  return { ...item, properties }
}
