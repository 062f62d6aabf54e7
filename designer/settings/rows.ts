import { t } from '../i18n/t.ts'

/** One line of a list that is kept by id. */
export interface Row<T> {
  /** Stays the same while its id is being written. */
  key: string
  id: string
  /** Not saved yet, so nothing refers to its id and it may still be written. */
  fresh: boolean
  /** Whether the id still follows the name. */
  follows: boolean
  value: T
}

let made = 0

/** The lines of a list that is kept by id. */
export function rowsOf<T>(record: Readonly<Record<string, T>>): Row<T>[] {
  return Object.entries(record).map(([id, value]) => ({ key: id, id, fresh: false, follows: false, value }))
}

/** A line that is not saved yet. */
export function freshRow<T>(value: T): Row<T> {
  made += 1
  return { key: `fresh ${made}`, id: '', fresh: true, follows: true, value }
}

/** The list as it is kept. Of two lines with one id the later counts; `doubled` tells them beforehand. */
export function recordOf<T>(rows: readonly Row<T>[]): Record<string, T> {
  return Object.fromEntries(rows.map(({ id, value }) => [id, value]))
}

/** What is wrong with lines that have the same id, by their path. */
export function doubled(path: string, rows: readonly Row<unknown>[]): Record<string, string> {
  const ids = rows.map(({ id }) => id).filter((id) => id !== '')
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  return Object.fromEntries(twice.map((id) => [`${path}.${id}`, t('Another one is called this. Choose another.')]))
}
