import { z } from 'zod'

/** What somebody signed in may do: everything, edit journeys, or work at the desk. */
export const Role = z.enum(['admin', 'editor', 'agent'])

/** `GET /api/me`: who is signed in. 401 `account.unknown` without a cookie. */
export const MeAnswer = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  /** The permissions they have, such as `workspace.write`. */
  may: z.array(z.string()),
})

export type Role = z.output<typeof Role>
export type MeAnswer = z.output<typeof MeAnswer>
