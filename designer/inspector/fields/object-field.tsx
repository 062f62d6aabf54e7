import { IconPlus, IconTrash } from '@tabler/icons-react'
import { t } from '../../i18n/t.ts'
import { Field, type FieldProps } from './field.tsx'
import { emptyValue, titleOf } from './schema.ts'

/** Settings that belong together, under one heading. */
export function ObjectField(props: FieldProps & { bare?: boolean }) {
  const { path, name, schema, root, value, required: isRequired, errorAt, onChange, bare } = props
  const data = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const required = new Set(schema.required ?? [])
  const fields = Object.entries(schema.properties ?? {})
  const draw = ([key, each]: (typeof fields)[number]) => (
    <Field
      key={key}
      path={path ? `${path}.${key}` : key}
      name={key}
      schema={each}
      root={root}
      value={data[key]}
      required={required.has(key) && each.default === undefined}
      errorAt={errorAt}
      onChange={onChange}
    />
  )
  const plain = fields.filter(([, each]) => !each.advanced)
  const advanced = fields.filter(([, each]) => each.advanced)
  const body = (
    <>
      {plain.map(draw)}
      {advanced.length > 0 && (
        <details className="advanced">
          <summary>{t('More')}</summary>
          <div className="fields">{advanced.map(draw)}</div>
        </details>
      )}
    </>
  )
  if (bare) return body
  if (value === undefined && !isRequired) {
    return (
      <div className="labelled" data-field={path}>
        <div className="labelled-head">
          <span className="mantine-InputWrapper-label">{t(titleOf(name, schema))}</span>
          <button
            type="button"
            className="button"
            data-size="small"
            onClick={() => onChange(path, emptyValue(schema, root))}
          >
            <IconPlus size={13} /> {t('Set')}
          </button>
        </div>
      </div>
    )
  }
  return (
    <fieldset className="group" data-field={path}>
      <legend>{t(titleOf(name, schema))}</legend>
      {schema.description && <p className="mantine-InputWrapper-description">{t(schema.description)}</p>}
      <div className="fields">{body}</div>
      {!isRequired && (
        <button
          type="button"
          className="button"
          data-size="small"
          data-kind="quiet"
          onClick={() => onChange(path, undefined)}
        >
          <IconTrash size={13} /> {t('Remove')}
        </button>
      )}
    </fieldset>
  )
}
