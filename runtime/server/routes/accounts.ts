import { Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import {
  type AccountsAnswer,
  CreateToken,
  type DoneAnswer,
  type InvitedAnswer,
  InviteSomebody,
  type InvitesAnswer,
  type MeAnswer,
  type TokenAnswer,
  type TokensAnswer,
} from '#api'
import {
  audit,
  listAccounts,
  listApiTokens,
  openInvites,
  putApiToken,
  removeApiToken,
  removeLogin,
  withdrawInvite,
} from '#store/accounts'
import { invite } from '../invite.ts'
import { type Env, may } from '../may.ts'
import { permissions } from '../permission.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'
import { removeAccount } from '../remove-account.ts'
import { hashOf, newToken } from '../secret-token.ts'

/** What a token can allow: everything but what needs no token. */
const scopes = permissions.slice(2)

/** Who is signed in, who else may be, and which programs may act. */
export function accountRoutes() {
  return new Hono<Env>()
    .get('/api/me', may('signed-in'), (c) => {
      const actor = c.get('actor')
      const { id = '', name = '', may: rights = [] } = actor ?? {}
      return c.json({ id, name, role: actor?.role ?? 'editor', may: [...rights] } satisfies MeAnswer)
    })
    .post('/api/sign-out', may('signed-in'), async (c) => {
      const { db, cookie } = c.get('deps')
      const value = getCookie(c, cookie)
      if (value !== undefined) await removeLogin(db, hashOf(value))
      deleteCookie(c, cookie, { path: '/' })
      return c.json({ ok: true } satisfies DoneAnswer)
    })
    .get('/api/accounts', may('accounts.manage'), async (c) => {
      const accounts = await listAccounts(c.get('deps').db)
      return c.json({
        accounts: accounts.map(({ since, ...each }) => ({ ...each, since: iso(since) })),
      } satisfies AccountsAnswer)
    })
    .delete('/api/accounts/:id', may('accounts.manage'), async (c) => {
      const { db, now } = c.get('deps')
      const actor = c.get('actor')
      const id = c.req.param('id')
      if (id === actor?.id) return refuse(c, 409, 'account.own', 'You cannot remove yourself. Ask another admin.')
      const removed = await removeAccount(c.get('deps'), id)
      if (!removed.ok) {
        return removed.why === 'unknown'
          ? refuse(c, 404, 'account.missing', 'This account was removed already.')
          : refuse(c, 409, 'account.last_admin', 'This is the last admin. Invite another one first.')
      }
      const { role, name } = removed.account
      await audit(db, { at: now(), by: actor?.name ?? '', what: 'account.removed', about: `${role} ${name}` })
      return c.json({ ok: true } satisfies DoneAnswer)
    })
    .get('/api/invites', may('accounts.manage'), async (c) => {
      const { db, now } = c.get('deps')
      const invites = (await openInvites(db, now())).map((each) => ({ ...each, expiresAt: iso(each.expiresAt) }))
      return c.json({ invites } satisfies InvitesAnswer)
    })
    .delete('/api/invites/:id', may('accounts.manage'), async (c) => {
      const { db, now } = c.get('deps')
      const withdrawn = await withdrawInvite(db, c.req.param('id'))
      if (!withdrawn)
        return refuse(c, 404, 'invite.unknown', 'This link was opened already, or it is withdrawn or too old.')
      const about = `${withdrawn.role} ${withdrawn.name}`
      await audit(db, { at: now(), by: c.get('actor')?.name ?? '', what: 'invite.withdrawn', about })
      return c.json({ ok: true } satisfies DoneAnswer)
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
      return c.json({ link, expiresAt: iso(expiresAt) } satisfies InvitedAnswer, 201)
    })
    .get('/api/tokens', may('accounts.manage'), async (c) => {
      const tokens = (await listApiTokens(c.get('deps').db)).map(({ createdAt, lastUsedAt, ...each }) => ({
        ...each,
        createdAt: iso(createdAt),
        lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
      }))
      return c.json({ tokens, scopes } satisfies TokensAnswer)
    })
    .post('/api/tokens', may('accounts.manage'), async (c) => {
      const body = await readBody(c, CreateToken)
      if (!body.ok) return body.response
      const { name, scopes: wanted } = body.value
      const unknown = wanted.find((scope) => !(permissions as readonly string[]).includes(scope))
      if (unknown !== undefined)
        return refuse(c, 422, 'token.scope_unknown', `“${unknown}” is no scope. Choose from: ${scopes.join(', ')}.`)
      const { db, now } = c.get('deps')
      const token = newToken()
      await putApiToken(db, hashOf(token), { name, scopes: wanted }, now())
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

function iso(at: number): string {
  return new Date(at).toISOString()
}
