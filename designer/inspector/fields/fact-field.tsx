import { MultiSelect, Select } from '@mantine/core'
import { useState } from 'react'
import { declareFact } from '../../document/commands/facts.ts'
import { newFactName } from '../../document/new-id.ts'
import { journeyOf, useEditor, useJourney, useSurroundings } from '../../editor/editor-context.ts'
import { t } from '../../i18n/t.ts'
import type { FieldProps } from './field.tsx'
import { titleOf } from './schema.ts'

const create = '+new:'

/** Chooses a fact, or declares a new one on the way. */
export function FactField({
  path,
  name,
  schema,
  value,
  required,
  errorAt,
  onChange,
  many,
}: FieldProps & { many: boolean }) {
  const editor = useEditor()
  const facts = useJourney((journey) => journey.facts)
  const shared = useSurroundings((state) => state.catalog.workspace.facts)
  const [search, setSearch] = useState('')
  const chosen = many
    ? Array.isArray(value)
      ? value.map(String)
      : []
    : typeof value === 'string' && value
      ? [value]
      : []
  const known = { ...shared, ...facts }
  const options = [
    ...Object.entries(known).map(([fact, { label }]) => ({ value: fact, label: label || fact })),
    ...chosen
      .filter((fact) => !(fact in known))
      .map((fact) => ({ value: fact, label: t('{fact} (not declared)', { fact }) })),
  ]
  const wanted = search.trim()
  const matches = options.some(
    ({ value: fact, label }) => fact === wanted || label.toLowerCase() === wanted.toLowerCase(),
  )
  const data =
    wanted && !matches
      ? [...options, { value: `${create}${wanted}`, label: t('New: “{name}”', { name: wanted }) }]
      : options
  const common = {
    'data-field': path,
    label: t(titleOf(name, schema)),
    description: schema.description ? t(schema.description) : undefined,
    withAsterisk: required,
    searchable: true,
    data,
    error: errorAt(path),
    searchValue: search,
    onSearchChange: setSearch,
    placeholder: chosen.length === 0 ? t('Choose or name a fact') : undefined,
    // The offer to create stays in the list, whatever is typed.
    filter: ({ options: all, search: words }: { options: unknown[]; search: string }) =>
      (all as { value: string; label: string }[]).filter(
        ({ value: fact, label }) =>
          fact.startsWith(create) || `${fact} ${label}`.toLowerCase().includes(words.trim().toLowerCase()),
      ),
  }
  if (many)
    return (
      <MultiSelect
        {...common}
        filter={common.filter as never}
        value={chosen}
        onChange={(next) => onChange(path, next.map(declared))}
      />
    )
  return (
    <Select
      {...common}
      filter={common.filter as never}
      value={chosen[0] ?? null}
      clearable={!required}
      onChange={(next) => onChange(path, next === null ? undefined : declared(next))}
    />
  )

  function declared(choice: string): string {
    if (!choice.startsWith(create)) return choice
    const label = choice.slice(create.length)
    const fact = newFactName(label, (taken) => taken in journeyOf(editor).facts || taken in shared)
    editor.document.run((journey) =>
      declareFact(journey, fact, { type: 'text', label, pii: false, scope: 'conversation' }),
    )
    return fact
  }
}
