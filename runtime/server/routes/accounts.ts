import { Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import {
  type AccountsAnswer,
  CreateToken,
  type DoneAnswer,
  type InvitedAnswer,
  InviteSomebody,
  type MeAnswer,
  type TokenAnswer,
  type TokensAnswer,
} from '#api'
import { audit, listAccounts, listApiTokens, putApiToken, removeApiToken, removeLogin } from '#store/accounts'
import { invite } from '../invite.ts'
import { type Env, may } from '../may.ts'
import { permissions } from '../permission.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'
import { hashOf, newToken } from '../secret-token.ts'

/** Who is signed in, who else may be, and which programs may act. */
export function accountRoutes() {
  return new Hono<Env>()
    .get('/api/me', may('signed-in'), (c) => {
      const actor = c.get('actor')
      return c.json({ name: actor?.name ?? '', role: actor?.role ?? 'editor' } satisfies MeAnswer)
    })
    .post('/api/sign-out', may('signed-in'), async (c) => {
      const { db, cookie } = c.get('deps')
      const value = getCookie(c, cookie)
      if (value !== undefined) await removeLogin(db, hashOf(value))
      deleteCookie(c, cookie, { path: '/' })
      return c.json({ ok: true } satisfies DoneAnswer)
    })
    .get('/api/accounts', may('accounts.manage'), async (c) => {
      return c.json({ accounts: await listAccounts(c.get('deps').db) } satisfies AccountsAnswer)
    })
    .post('/api/invites', may('accounts.manage'), async (c) => {
      const body = await readBody(c, InviteSomebody)
      if (!body.ok) return body.response
      const { db, now } = c.get('deps')
      const { token, expiresAt } = await invite(db, body.value, now())
      await audit(db, {
        at: now(),
        by: c.get('actor')?.name ?? '',
        what: 'account.invited',
        about: `${body.value.role} ${body.value.name}`,
      })
      const link = new URL(`/open?token=${token}`, c.get('deps').publicUrl()).href
      return c.json({ link, expiresAt: new Date(expiresAt).toISOString() } satisfies InvitedAnswer, 201)
    })
    .get('/api/tokens', may('accounts.manage'), async (c) => {
      const tokens = (await listApiTokens(c.get('deps').db)).map(({ name, scopes, lastUsedAt }) => ({
        name,
        scopes,
        lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
      }))
      return c.json({ tokens } satisfies TokensAnswer)
    })
    .post('/api/tokens', may('accounts.manage'), async (c) => {
      const body = await readBody(c, CreateToken)
      if (!body.ok) return body.response
      const { name, scopes } = body.value
      const unknown = scopes.find((scope) => !(permissions as readonly string[]).includes(scope))
      if (unknown !== undefined)
        return refuse(
          c,
          422,
          'token.scope_unknown',
          `“${unknown}” is no scope. Choose from: ${permissions.slice(2).join(', ')}.`,
        )
      const { db, now } = c.get('deps')
      const token = newToken()
      await putApiToken(db, hashOf(token), { name, scopes }, now())
      await audit(db, { at: now(), by: c.get('actor')?.name ?? '', what: 'token.created', about: name })
      return c.json({ name, token } satisfies TokenAnswer, 201)
    })
    .delete('/api/tokens/:name', may('accounts.manage'), async (c) => {
      const { db, now } = c.get('deps')
      const name = c.req.param('name')
      if (!(await removeApiToken(db, name))) return refuse(c, 404, 'token.unknown', 'There is no token of this name.')
      await audit(db, { at: now(), by: c.get('actor')?.name ?? '', what: 'token.removed', about: name })
      return c.json({ ok: true } satisfies DoneAnswer)
    })
}
