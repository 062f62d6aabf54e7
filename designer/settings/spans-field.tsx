import { IconPlus, IconTrash } from '@tabler/icons-react'
import { t } from '../i18n/t.ts'
import type { Span } from './hours-draft.ts'
import { writtenTime } from './written-time.ts'

/** When something is open on one day: from and to, as often as it opens; closed when there is none. */
export function SpansField({
  day,
  spans,
  path,
  errorAt,
  readOnly,
  onChange,
}: {
  /** What the day is called, for whoever hears the page. */
  day: string
  spans: readonly Span[]
  path: string
  errorAt: (path: string) => string | undefined
  readOnly: boolean
  onChange: (spans: Span[]) => void
}) {
  const wrong = spans.flatMap((_, at) => [errorAt(`${path}.${at}.0`), errorAt(`${path}.${at}.1`)]).find(Boolean)
  const errorId = `${path}-error`
  const time = (at: number, end: 0 | 1) => {
    const invalid = errorAt(`${path}.${at}.${end}`) !== undefined
    const put = (text: string) =>
      onChange(spans.map((span, index) => (index === at ? (end === 0 ? [text, span[1]] : [span[0], text]) : span)))
    return (
      <input
        className="settings-time num"
        inputMode="numeric"
        maxLength={8}
        placeholder="09:00"
        aria-label={end === 0 ? t('{day} opens', { day }) : t('{day} closes', { day })}
        aria-invalid={invalid || undefined}
        aria-describedby={invalid ? errorId : undefined}
        value={spans[at]?.[end] ?? ''}
        onChange={(event) => put(event.currentTarget.value)}
        onBlur={(event) => put(writtenTime(event.currentTarget.value))}
      />
    )
  }
  return (
    <div className="settings-spans">
      {spans.length === 0 && <span className="muted">{t('Closed')}</span>}
      {spans.map((span, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span has nothing else to tell it from another
        <span className="settings-span" key={at}>
          {time(at, 0)}
          <span aria-hidden="true">–</span>
          {time(at, 1)}
          {!readOnly && (
            <button
              type="button"
              className="icon-button"
              data-size="small"
              aria-label={t('Remove {from} to {to} on {day}', { from: span[0], to: span[1], day })}
              onClick={() => onChange(spans.filter((_, index) => index !== at))}
            >
              <IconTrash size={13} stroke={1.8} />
            </button>
          )}
        </span>
      ))}
      {!readOnly && (
        <button
          type="button"
          className="icon-button"
          data-size="small"
          aria-label={t('Add hours on {day}', { day })}
          title={t('Add hours')}
          onClick={() => onChange([...spans, spans.length === 0 ? ['09:00', '17:00'] : [spans.at(-1)?.[1] ?? '', '']])}
        >
          <IconPlus size={14} />
        </button>
      )}
      {wrong && (
        <p className="mantine-InputWrapper-error" id={errorId}>
          {wrong}
        </p>
      )}
    </div>
  )
}
