import type { Hours, Workspace } from '#core'
import { t } from '../i18n/t.ts'
import { doubled, type Row, recordOf, rowsOf } from './rows.ts'
import type { Part } from './use-part.ts'
import type { Wrong } from './wrong-in.ts'

/** From when to when something is open. */
export type Span = [string, string]

/** Opening hours while they are filled in: special days in a list, because their dates are being written. */
export type HoursDraft = Omit<Hours, 'special'> & { special: { key: string; date: string; spans: Span[] }[] }

/** The days of a week as opening hours name them, with what they are called. */
export const weekDays = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
] as const

/** How opening hours are filled in. */
export const hoursPart: Part<Row<HoursDraft>[]> = {
  read: (workspace) =>
    rowsOf(workspace.hours).map((row) => ({
      ...row,
      value: {
        ...row.value,
        special: Object.entries(row.value.special).map(([date, spans]) => ({ key: date, date, spans })),
      },
    })),
  write: (rows) => ({
    hours: recordOf(rows.map((row) => ({ ...row, value: written(row.value) }))) satisfies Workspace['hours'],
  }),
  wrong: (rows) => ({
    ...Object.fromEntries(
      rows.flatMap(({ id, value: { name, special } }) => [
        ...(name.trim() === '' ? [[`hours.${id}.name`, t('Write a name.')]] : []),
        ...Object.entries(twice(special.map(({ date }) => date))).map(([date, words]) => [
          `hours.${id}.special.${date}`,
          words,
        ]),
      ]),
    ),
    ...doubled('hours', rows),
  }),
}

function written({ special, ...rest }: HoursDraft): Hours {
  return { ...rest, special: Object.fromEntries(special.map(({ date, spans }) => [date, spans])) }
}

function twice(dates: readonly string[]): Wrong {
  const again = dates.filter((date, at) => dates.indexOf(date) !== at)
  return Object.fromEntries(again.map((date) => [date, t('This date is in the list already.')]))
}
