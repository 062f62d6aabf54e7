import { z } from 'zod'
import { Role } from './accounts.ts'

/** `POST /api/invites`: makes a one-time link for somebody. */
export const InviteSomebody = z.strictObject({ name: z.string().trim().min(1).max(100), role: Role })

/** The answer to `POST /api/invites`, with status 201. The link is shown this once. */
export const InvitedAnswer = z.object({ link: z.string(), expiresAt: z.iso.datetime() })

/** `GET /api/invites`: links that nobody has opened yet. */
export const InvitesAnswer = z.object({
  invites: z.array(z.object({ id: z.string(), name: z.string(), role: Role, expiresAt: z.iso.datetime() })),
})

/** `POST /api/tokens`: makes a token for a program. Scopes are permissions such as `releases.deploy`. */
export const CreateToken = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.string()).min(1).max(20),
})

/** The answer to `POST /api/tokens`, with status 201. The token is shown this once. */
export const TokenAnswer = z.object({ name: z.string(), token: z.string() })

/** `GET /api/tokens`: every token, and the scopes there are to choose from. */
export const TokensAnswer = z.object({
  tokens: z.array(
    z.object({
      name: z.string(),
      scopes: z.array(z.string()),
      createdAt: z.iso.datetime(),
      lastUsedAt: z.iso.datetime().nullable(),
    }),
  ),
  scopes: z.array(z.string()),
})

/** `GET /api/accounts` */
export const AccountsAnswer = z.object({
  accounts: z.array(z.object({ id: z.string(), name: z.string(), role: Role, since: z.iso.datetime() })),
})

export type InviteSomebody = z.output<typeof InviteSomebody>
export type InvitedAnswer = z.output<typeof InvitedAnswer>
export type InvitesAnswer = z.output<typeof InvitesAnswer>
export type CreateToken = z.output<typeof CreateToken>
export type TokenAnswer = z.output<typeof TokenAnswer>
export type TokensAnswer = z.output<typeof TokensAnswer>
export type AccountsAnswer = z.output<typeof AccountsAnswer>
