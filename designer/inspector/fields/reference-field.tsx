import { MultiSelect, Select } from '@mantine/core'
import { useSurroundings } from '../../editor/editor-context.ts'
import { t } from '../../i18n/t.ts'
import type { FieldProps } from './field.tsx'
import { titleOf } from './schema.ts'

/** The hints that name a part of the workspace or another document. */
export const referenceKinds: ReadonlySet<string> = new Set([
  'queue',
  'hours',
  'skill',
  'skills',
  'knowledge',
  'secret',
  'protocol',
  'journey',
  'language',
])

/** Chooses a queue, opening hours, a skill, a protocol and the like by its name. */
export function ReferenceField({
  path,
  name,
  schema,
  value,
  required,
  errorAt,
  onChange,
  many,
}: FieldProps & { many: boolean }) {
  const workspace = useSurroundings((state) => state.catalog.workspace)
  const documents = useSurroundings((state) => state.documents)
  const options = optionsFor(schema.widget ?? '')
  const chosen = Array.isArray(value) ? value.map(String) : typeof value === 'string' && value ? [value] : []
  const data = [
    ...options,
    ...chosen
      .filter((id) => !options.some((each) => each.value === id))
      .map((id) => ({ value: id, label: t('{id} (missing)', { id }) })),
  ]
  const common = {
    'data-field': path,
    label: t(titleOf(name, schema)),
    description: schema.description ? t(schema.description) : undefined,
    withAsterisk: required,
    searchable: true,
    data,
    error: errorAt(path),
    nothingFoundMessage: options.length === 0 ? t('The workspace has none yet.') : t('None of that name'),
  }
  if (many) return <MultiSelect {...common} value={chosen} onChange={(next) => onChange(path, next)} />
  return (
    <Select
      {...common}
      value={chosen[0] ?? null}
      clearable={!required}
      placeholder={t('Choose')}
      onChange={(next) => onChange(path, next ?? undefined)}
    />
  )

  function optionsFor(kind: string): { value: string; label: string }[] {
    if (kind === 'protocol' || kind === 'journey') {
      return documents.filter((each) => each.kind === kind).map((each) => ({ value: each.id, label: each.name }))
    }
    if (kind === 'secret') return workspace.secrets.map((id) => ({ value: id, label: id }))
    if (kind === 'language') return workspace.languages.map((id) => ({ value: id, label: id }))
    const table = {
      queue: workspace.queues,
      hours: workspace.hours,
      skill: workspace.skills,
      skills: workspace.skills,
      knowledge: workspace.knowledge,
    }[kind]
    return Object.entries(table ?? {}).map(([id, each]) => ({ value: id, label: each.name }))
  }
}
