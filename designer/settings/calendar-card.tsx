import { Select, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useMemo } from 'react'
import { t } from '../i18n/t.ts'
import { type HoursDraft, weekDays } from './hours-draft.ts'
import { IdField } from './id-field.tsx'
import type { Row } from './rows.ts'
import { SpansField } from './spans-field.tsx'

const workDays = ['tue', 'wed', 'thu', 'fri'] as const
const shownZones = 80
let dates = 0

/** One set of opening hours: its time zone, its week, and days that are different. */
export function CalendarCard({
  row,
  errorAt,
  readOnly,
  onName,
  onId,
  onChange,
  onRemove,
}: {
  row: Row<HoursDraft>
  errorAt: (path: string) => string | undefined
  readOnly: boolean
  onName: (name: string) => void
  onId: (id: string) => void
  onChange: (fields: Partial<HoursDraft>) => void
  onRemove: () => void
}) {
  const { id, value } = row
  const at = `hours.${id}`
  const name = value.name || t('New opening hours')
  const zones = useMemo(() => [...new Set(['UTC', value.zone, ...Intl.supportedValuesOf('timeZone')])], [value.zone])
  const special = (key: string, change: Partial<HoursDraft['special'][number]>) =>
    onChange({ special: value.special.map((each) => (each.key === key ? { ...each, ...change } : each)) })
  return (
    <fieldset className="settings-card" aria-label={name}>
      <div className="settings-row">
        <TextInput
          label={t('Name')}
          withAsterisk
          value={value.name}
          error={errorAt(`${at}.name`)}
          autoFocus={row.fresh}
          onChange={(event) => onName(event.currentTarget.value)}
        />
        <Select
          label={t('Time zone')}
          withAsterisk
          data={zones.filter(Boolean)}
          value={value.zone || null}
          searchable
          limit={shownZones}
          allowDeselect={false}
          nothingFoundMessage={t('None of that name')}
          error={errorAt(`${at}.zone`)}
          onChange={(zone) => onChange({ zone: zone ?? '' })}
        />
        <IdField row={row} error={errorAt(at)} onChange={onId} />
        {!readOnly && (
          <button type="button" className="icon-button" aria-label={t('Remove {name}', { name })} onClick={onRemove}>
            <IconTrash size={15} stroke={1.8} />
          </button>
        )}
      </div>
      <fieldset className="settings-week">
        <legend>{t('Every week')}</legend>
        {weekDays.map(([day, words]) => (
          <div className="settings-day" key={day}>
            <span aria-hidden="true">{t(words)}</span>
            <SpansField
              day={t(words)}
              spans={value.week[day] ?? []}
              path={`${at}.week.${day}`}
              errorAt={errorAt}
              readOnly={readOnly}
              onChange={(spans) => onChange({ week: { ...value.week, [day]: spans } })}
            />
            {day === 'mon' && !readOnly && (
              <button
                type="button"
                className="button"
                data-kind="quiet"
                data-size="small"
                onClick={() =>
                  onChange({
                    week: {
                      ...value.week,
                      ...Object.fromEntries(workDays.map((each) => [each, value.week.mon ?? []])),
                    },
                  })
                }
              >
                {t('Same until Friday')}
              </button>
            )}
          </div>
        ))}
      </fieldset>
      <fieldset className="settings-week">
        <legend>{t('Special days')}</legend>
        {value.special.length === 0 && <p className="muted">{t('None. Add holidays, and days with other hours.')}</p>}
        {value.special.map(({ key, date, spans }) => (
          <div className="settings-day" key={key}>
            <span>
              <input
                type="date"
                className="settings-date num"
                aria-label={t('Date')}
                aria-invalid={errorAt(`${at}.special.${date}`) ? true : undefined}
                value={date}
                onChange={(event) => special(key, { date: event.currentTarget.value })}
              />
              {errorAt(`${at}.special.${date}`) && (
                <span className="mantine-InputWrapper-error">{errorAt(`${at}.special.${date}`)}</span>
              )}
            </span>
            <SpansField
              day={date || t('this day')}
              spans={spans}
              path={`${at}.special.${date}`}
              errorAt={errorAt}
              readOnly={readOnly}
              onChange={(next) => special(key, { spans: next })}
            />
            {!readOnly && (
              <button
                type="button"
                className="icon-button"
                data-size="small"
                aria-label={t('Remove the special day {date}', { date })}
                onClick={() => onChange({ special: value.special.filter((each) => each.key !== key) })}
              >
                <IconTrash size={14} stroke={1.8} />
              </button>
            )}
          </div>
        ))}
        {!readOnly && (
          <button type="button" className="button" data-size="small" onClick={addDay}>
            <IconPlus size={14} stroke={1.8} /> {t('Add a special day')}
          </button>
        )}
      </fieldset>
    </fieldset>
  )

  function addDay() {
    dates += 1
    onChange({ special: [...value.special, { key: `day ${dates}`, date: '', spans: [] }] })
  }
}
