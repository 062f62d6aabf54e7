import { z } from 'zod'

/** The id of a way out that is named in a step's settings. It stays when the words on the card change. */
export const OutcomeId = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'Use lower case letters, digits and underscores, starting with a letter.')
  .max(60)

/** Whether every way out has an id of its own, none of which the step already uses for something else. */
export function distinct(rows: readonly { id: string }[], taken: readonly string[]): boolean {
  return new Set([...rows.map((row) => row.id), ...taken]).size === rows.length + taken.length
}

/** What is said when two ways out share an id. */
export const notDistinct = 'Two ways out have the same id, or one that the step uses itself. Rename one.'
