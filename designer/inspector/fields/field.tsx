import { Autocomplete, MultiSelect, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { channelIds, channels } from '#sdk'
import { t } from '../../i18n/t.ts'
import { DurationField } from './duration-field.tsx'
import { FactField } from './fact-field.tsx'
import { FormulaField } from './formula-field.tsx'
import { ListField } from './list-field.tsx'
import { ObjectField } from './object-field.tsx'
import { RecordField } from './record-field.tsx'
import { ReferenceField, referenceKinds } from './reference-field.tsx'
import { emptyValue, type FieldSchema, resolved, titleOf } from './schema.ts'
import { TemplateField } from './template-field.tsx'

/** What every field is given. */
export interface FieldProps {
  /** Its place in the settings, as words joined by dots. */
  path: string
  name: string | number
  schema: FieldSchema
  root: FieldSchema
  value: unknown
  required: boolean
  /** What is wrong at or below this path. */
  errorAt: (path: string) => string | undefined
  onChange: (path: string, value: unknown, how?: { typing?: boolean }) => void
}

/** Draws one setting by its schema and hint. */
export function Field(props: FieldProps) {
  const schema = resolved(props.schema, props.root)
  const own = { ...props, schema }
  const { widget, type } = schema
  if (schema.const !== undefined) return null
  if (widget === 'template') return <TemplateField {...own} />
  if (widget === 'formula' || widget === 'expression') return <FormulaField {...own} />
  if (widget === 'duration' || schema.format === 'duration') return <DurationField {...own} />
  if (widget === 'fact' || widget === 'field') return <FactField {...own} many={type === 'array'} />
  if (widget && referenceKinds.has(widget)) return <ReferenceField {...own} many={type === 'array'} />
  if (widget === 'channel' || widget === 'channels') return <ChannelField {...own} />
  if (type === 'boolean') return <BooleanField {...own} />
  if (schema.enum) return <EnumField {...own} />
  if (type === 'number' || type === 'integer') return <NumberField {...own} />
  if (type === 'array') return <ListField {...own} />
  if (type === 'object' && schema.properties) return <ObjectField {...own} />
  if (type === 'object') return <RecordField {...own} />
  if (schema.oneOf || schema.anyOf) return <VariantField {...own} />
  return <TextField {...own} />
}

function TextField({ path, name, schema, value, required, errorAt, onChange }: FieldProps) {
  const long = schema.widget === 'textarea' || (schema.maxLength ?? 0) > 300
  const common = {
    'data-field': path,
    label: t(titleOf(name, schema)),
    description: schema.description ? t(schema.description) : undefined,
    placeholder: schema.placeholder,
    withAsterisk: required,
    value: typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value),
    error: errorAt(path),
  }
  const change = (text: string) => onChange(path, text === '' && !required ? undefined : text, { typing: true })
  if (long) return <Textarea autosize minRows={2} {...common} onChange={(event) => change(event.currentTarget.value)} />
  if (schema.widget === 'event') {
    return (
      <Autocomplete
        data={['order.delayed', 'customer.left', 'call.ended', 'message.failed']}
        {...common}
        onChange={change}
      />
    )
  }
  return <TextInput {...common} onChange={(event) => change(event.currentTarget.value)} />
}

function NumberField({ path, name, schema, value, required, errorAt, onChange }: FieldProps) {
  const near = (limit: number | undefined) =>
    limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined
  return (
    <NumberInput
      data-field={path}
      label={t(titleOf(name, schema))}
      description={schema.description ? t(schema.description) : undefined}
      withAsterisk={required}
      value={typeof value === 'number' ? value : ''}
      placeholder={schema.default === undefined ? undefined : String(schema.default)}
      min={near(schema.minimum)}
      max={near(schema.maximum)}
      allowDecimal={schema.type === 'number'}
      error={errorAt(path)}
      onChange={(next) => onChange(path, next === '' ? undefined : Number(next), { typing: true })}
    />
  )
}

function BooleanField({ path, name, schema, value, errorAt, onChange }: FieldProps) {
  return (
    <Switch
      data-field={path}
      label={t(titleOf(name, schema))}
      description={schema.description ? t(schema.description) : undefined}
      checked={typeof value === 'boolean' ? value : schema.default === true}
      error={errorAt(path)}
      onChange={(event) => onChange(path, event.currentTarget.checked)}
    />
  )
}

function EnumField({ path, name, schema, value, required, errorAt, onChange }: FieldProps) {
  const options = (schema.enum ?? []).map((each) => ({
    value: String(each),
    label: t(schema.labels?.[String(each)] ?? titleOf(String(each), {})),
  }))
  return (
    <Select
      data-field={path}
      label={t(titleOf(name, schema))}
      description={schema.description ? t(schema.description) : undefined}
      withAsterisk={required && schema.default === undefined}
      data={options}
      value={value === undefined ? (schema.default === undefined ? null : String(schema.default)) : String(value)}
      clearable={!required && schema.default === undefined}
      allowDeselect={false}
      error={errorAt(path)}
      onChange={(next) =>
        onChange(path, next === null ? undefined : (schema.enum?.find((each) => String(each) === next) ?? next))
      }
    />
  )
}

function ChannelField({ path, name, schema, value, required, errorAt, onChange }: FieldProps) {
  const allowed = (schema.items?.enum ?? schema.enum ?? channelIds) as (typeof channelIds)[number][]
  const data = allowed.map((id) => ({ value: id, label: t(channels[id]?.name ?? id) }))
  const common = {
    'data-field': path,
    label: t(titleOf(name, schema)),
    description: schema.description ? t(schema.description) : undefined,
    withAsterisk: required,
    data,
    error: errorAt(path),
  }
  if (schema.type === 'array') {
    const chosen = Array.isArray(value) ? value.map(String) : []
    return (
      <MultiSelect
        {...common}
        value={chosen}
        searchable
        placeholder={chosen.length === 0 ? t('Any channel') : undefined}
        onChange={(next) => onChange(path, next.length === 0 && !required ? undefined : next)}
      />
    )
  }
  return (
    <Select
      {...common}
      value={typeof value === 'string' ? value : null}
      searchable
      clearable={!required}
      placeholder={t('The customer’s channel')}
      onChange={(next) => onChange(path, next ?? undefined)}
    />
  )
}

/** One of several shapes, told apart by a constant or by kind. */
function VariantField(props: FieldProps) {
  const { path, name, schema, root, value, onChange } = props
  const variants = (schema.oneOf ?? schema.anyOf ?? []).map((each) => resolved(each, root))
  const discriminator = Object.keys(variants[0]?.properties ?? {}).find((key) =>
    variants.every((each) => each.properties?.[key]?.const !== undefined),
  )
  const chosen = Math.max(
    0,
    variants.findIndex((each) =>
      discriminator
        ? (value as Record<string, unknown> | undefined)?.[discriminator] === each.properties?.[discriminator]?.const
        : matches(each, value),
    ),
  )
  const variant = variants[chosen]
  if (!variant) return null
  const titles = variants.map(
    (each, index) =>
      each.title ?? String((discriminator && each.properties?.[discriminator]?.const) ?? each.type ?? index),
  )
  return (
    <fieldset className="variants" data-field={path}>
      <Select
        label={t(titleOf(name, schema))}
        data={titles.map((title, index) => ({ value: String(index), label: t(titleOf(title, {})) }))}
        value={String(chosen)}
        allowDeselect={false}
        onChange={(next) => {
          const shape = variants[Number(next)]
          if (shape) onChange(path, emptyValue(shape, root))
        }}
      />
      <Field {...props} schema={{ ...variant, title: variant.title ?? t('Value') }} />
    </fieldset>
  )
}

function matches(schema: FieldSchema, value: unknown): boolean {
  if (schema.enum) return schema.enum.includes(value)
  if (Array.isArray(value)) return schema.type === 'array'
  return schema.type === typeof value || (schema.type === 'integer' && typeof value === 'number')
}
