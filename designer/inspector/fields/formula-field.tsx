import { useId, useRef, useState } from 'react'
import { t } from '../../i18n/t.ts'
import { DataPicker } from './data-picker.tsx'
import type { FieldProps } from './field.tsx'
import { Labelled } from './label.tsx'
import { titleOf } from './schema.ts'

/** A formula, with the names it may use at hand. What is wrong with it comes from the checks. */
export function FormulaField({ path, name, schema, value, required, errorAt, onChange }: FieldProps) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [picking, setPicking] = useState(false)
  const text = typeof value === 'string' ? value : ''
  const error = errorAt(path)
  return (
    <Labelled
      id={id}
      title={t(titleOf(name, schema))}
      help={schema.description ? t(schema.description) : undefined}
      required={required}
      error={error}
    >
      <div className="template" data-invalid={error !== undefined || undefined}>
        <textarea
          ref={field}
          className="formula"
          rows={Math.min(5, Math.max(1, Math.ceil(text.length / 36)))}
          spellCheck={false}
          aria-labelledby={`${id}-label`}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          data-field={path}
          placeholder={schema.placeholder ?? 'known(invoice) && amount > 50'}
          value={text}
          onChange={(event) =>
            onChange(
              path,
              event.target.value === '' && !required ? undefined : event.target.value.replaceAll('\n', ' '),
              { typing: true },
            )
          }
        />
        <div className="template-bar">
          <DataPicker open={picking} onOpen={setPicking} onPick={insert} onCancel={field} />
        </div>
      </div>
    </Labelled>
  )

  function insert(data: string) {
    setPicking(false)
    const at = field.current?.selectionStart ?? text.length
    onChange(path, `${text.slice(0, at)}${data}${text.slice(field.current?.selectionEnd ?? at)}`)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(at + data.length, at + data.length)
    })
  }
}
