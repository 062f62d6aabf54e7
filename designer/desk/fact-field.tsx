import type { HandoffAnswer } from '#api'
import type { FactValue } from '#sdk'
import { t } from '../i18n/t.ts'
import { valueWords } from './words.ts'

const inputTypes: Readonly<Record<string, string>> = { number: 'number', date: 'date', email: 'email', phone: 'tel' }

/** One fact an agent may have learned, asked for in its own kind. Left empty it stays what it was. */
export function FactField({
  fact,
  known,
  text,
  onChange,
}: {
  fact: HandoffAnswer['declared'][number]
  known: FactValue | undefined
  text: string
  onChange: (text: string) => void
}) {
  const before = known === undefined ? '' : t('Known: {value}', { value: valueWords(known) })
  if (fact.type === 'boolean') {
    return (
      <label>
        {fact.label} {before && <span className="quiet">{before}</span>}
        <select value={text} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t('Not learned')}</option>
          <option value="true">{t('Yes')}</option>
          <option value="false">{t('No')}</option>
        </select>
      </label>
    )
  }
  return (
    <label>
      {fact.label} {before && <span className="quiet">{before}</span>}
      <input
        type={inputTypes[fact.type] ?? 'text'}
        step={fact.type === 'number' ? 'any' : undefined}
        maxLength={2000}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}

/** What was written as a value of the fact's kind; nothing when it was left empty. */
export function factValue(type: string, text: string): FactValue | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (type === 'number') return Number(trimmed)
  if (type === 'boolean') return trimmed === 'true'
  return trimmed
}
