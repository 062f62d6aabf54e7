import { NumberInput, Select } from '@mantine/core'
import { useEffect, useId, useState } from 'react'
import { t } from '../../i18n/t.ts'
import { type DurationUnit, durationUnits, fromDuration, toDuration } from '../../ui/duration.ts'
import type { FieldProps } from './field.tsx'
import { Labelled } from './label.tsx'
import { titleOf } from './schema.ts'

/** A length of time: a number and its unit, stored as ISO 8601. */
export function DurationField({ path, name, schema, value, required, errorAt, onChange }: FieldProps) {
  const id = useId()
  const read = typeof value === 'string' ? fromDuration(value) : null
  const [unit, setUnit] = useState<DurationUnit>(read?.unit ?? 'hours')
  const readUnit = read?.unit
  useEffect(() => {
    if (readUnit) setUnit(readUnit)
  }, [readUnit])
  const title = t(titleOf(name, schema))
  const mixed = typeof value === 'string' && value !== '' && read === null
  return (
    <Labelled
      id={id}
      title={title}
      help={schema.description ? t(schema.description) : undefined}
      required={required}
      error={errorAt(path)}
    >
      {mixed ? (
        <input
          className="plain-input"
          data-field={path}
          aria-labelledby={`${id}-label`}
          value={value}
          onChange={(event) => onChange(path, event.target.value, { typing: true })}
        />
      ) : (
        <div className="duration">
          <NumberInput
            data-field={path}
            aria-labelledby={`${id}-label`}
            min={1}
            max={100_000}
            allowDecimal={false}
            placeholder={t('No limit')}
            value={read?.amount ?? ''}
            onChange={(next) =>
              onChange(path, next === '' || Number(next) < 1 ? undefined : toDuration(Number(next), unit), {
                typing: true,
              })
            }
          />
          <Select
            aria-label={t('{field}: unit', { field: title })}
            data={durationUnits.map((each) => ({ value: each, label: t(each) }))}
            value={unit}
            allowDeselect={false}
            onChange={(next) => {
              const chosen = durationUnits.find((each) => each === next)
              if (!chosen) return
              setUnit(chosen)
              if (read) onChange(path, toDuration(read.amount, chosen))
            }}
          />
        </div>
      )}
    </Labelled>
  )
}
