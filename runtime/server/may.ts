import type { Context, Hono, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { accountOfLogin, apiTokenOf } from '#store/accounts'
import type { Deps } from './deps.ts'
import { type Actor, type Permission, rightsOf, rightsOfScopes } from './permission.ts'
import { refuse } from './refuse.ts'
import { hashOf } from './secret-token.ts'

/** What a route finds in its context: who asks, and what it works with. */
export interface Env {
  Variables: { actor: Actor | undefined; deps: Deps }
}

const declared = new WeakMap<object, Permission>()

/**
 * Lets a request through when whoever sent it may do this. Stands first in every route; a route without it is a bug
 * that `assertDeclared` finds before the server starts.
 */
export function may(permission: Permission): MiddlewareHandler<Env> {
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    if (permission === 'public') return next()
    const actor = await actorOf(c)
    if (!actor)
      return refuse(
        c,
        401,
        'account.unknown',
        'You are not signed in. Open the link that the server printed, or send a token.',
      )
    if (!actor.may.has(permission))
      return refuse(c, 403, 'account.forbidden', `${actor.name} may not do this (it needs “${permission}”).`)
    const strange = foreignRequest(c, actor)
    if (strange) return refuse(c, 403, 'request.foreign', strange)
    c.set('actor', actor)
    return next()
  }
  declared.set(guard, permission)
  return guard
}

/** Every route with the permission it declares. Throws on a route without one, so that none is open by mistake. */
export function assertDeclared(app: Hono<Env>): { method: string; path: string; permission: Permission }[] {
  const routes = new Map<string, { method: string; path: string; permission: Permission | undefined }>()
  for (const { method, path, handler } of app.routes) {
    // What stands before every route is no route.
    if (method === 'ALL' && path === '/*') continue
    const key = `${method} ${path}`
    const known = routes.get(key) ?? { method, path, permission: declared.get(handler) }
    routes.set(key, known)
  }
  return [...routes.values()].map(({ method, path, permission }) => {
    if (!permission) throw new Error(`The route ${method} ${path} declares no permission. Put may(…) first.`)
    return { method, path, permission }
  })
}

/** Who sent a request: a program's token comes before a cookie. */
export async function actorOf(c: Context<Env>): Promise<Actor | undefined> {
  const { db, now, cookie } = c.get('deps')
  const header = c.req.header('authorization')
  if (header !== undefined) {
    const token = /^Bearer (\S+)$/.exec(header)?.[1]
    const known = token === undefined ? undefined : await apiTokenOf(db, hashOf(token), now())
    return (
      known && {
        id: `token:${known.name}`,
        name: known.name,
        role: null,
        by: 'token',
        may: rightsOfScopes(known.scopes),
      }
    )
  }
  const value = getCookie(c, cookie)
  const account = value === undefined ? undefined : await accountOfLogin(db, hashOf(value), now())
  return account && { ...account, by: 'cookie', may: rightsOf(account.role) }
}

/** Why a request that changes something may have been sent by another site in the person's name. */
function foreignRequest(c: Context<Env>, actor: Actor): string | undefined {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return undefined
  const type = c.req.header('content-type')
  const hasBody = type !== undefined || Number(c.req.header('content-length') ?? 0) > 0
  if (hasBody && !/^application\/json\b/i.test(type ?? '')) return 'Send JSON, with content-type application/json.'
  if (actor.by === 'token') return undefined
  const sent = { fetchSite: c.req.header('sec-fetch-site'), origin: c.req.header('origin'), host: c.req.header('host') }
  return isOwnPage(sent, c.get('deps').publicUrl()) ? undefined : 'This request came from another site.'
}

/**
 * Whether a browser's request comes from our own pages. Browsers set these headers; pages cannot. Behind a proxy the
 * host may be another one than in the browser's address, which is then the public one.
 */
export function isOwnPage(sent: { fetchSite?: string; origin?: string; host?: string }, publicUrl: string): boolean {
  if (sent.fetchSite !== undefined) return sent.fetchSite === 'same-origin'
  if (sent.origin === undefined || !URL.canParse(sent.origin)) return false
  const { host } = new URL(sent.origin)
  return host !== '' && (host === sent.host || host === new URL(publicUrl).host)
}
