import { z } from 'zod'

/** Facts that a called document knows by another name. All others go by the name they have. */
export const PassedFacts = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_]*$/, 'Use lower case letters, digits and underscores, starting with a letter.'),
    z.string().min(1).max(60),
  )
  .default({})
  .meta({
    title: 'Facts with another name there',
    description: 'Its name there, then its name here. All others keep their name.',
  })

/** The facts of this journey that are named so. */
export function passedFacts(facts: Readonly<Record<string, string>>) {
  return Object.entries(facts).map(([inner, id]) => ({ kind: 'fact' as const, id, path: ['facts', inner] }))
}
