import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { addLogin, audit, redeemInvite } from '#store/accounts'
import { listDocuments } from '#store/documents'
import type { Deps } from '../deps.ts'
import { actorOf, type Env, may } from '../may.ts'
import { hashOf, newToken } from '../secret-token.ts'

const staysSignedInMs = 30 * 24 * 60 * 60 * 1000

/** The example a newcomer sees first. */
const welcome = 'billing-question'

/** One-time links: signs in whoever opens one, once. */
export function openRoutes() {
  return new Hono<Env>().get('/open', may('public'), async (c) => {
    const { db, cookie, https, now, newId } = c.get('deps')
    const token = c.req.query('token') ?? ''
    const account = token === '' ? undefined : await redeemInvite(db, hashOf(token), now(), newId)
    if (!account) {
      // Somebody who opens their link a second time is signed in already.
      const known = await actorOf(c)
      if (known?.role) return c.redirect(await startPage(c.get('deps'), known.role))
      return c.html(usedUp, 401)
    }
    const value = newToken()
    await addLogin(db, hashOf(value), account.id, { at: now(), expiresAt: now() + staysSignedInMs })
    await audit(db, { at: now(), by: account.name, what: 'account.signed_in', about: account.id })
    setCookie(c, cookie, value, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: https,
      maxAge: staysSignedInMs / 1000,
    })
    return c.redirect(await startPage(c.get('deps'), account.role))
  })
}

async function startPage({ db }: Deps, role: 'admin' | 'editor' | 'agent'): Promise<string> {
  if (role === 'agent') return '/desk/'
  const documents = await listDocuments(db)
  return documents.some((each) => each.id === welcome) ? `/journeys/${welcome}` : '/'
}

const usedUp = html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>Throughline</title></head>
  <body>
    <h1>This link was used already, or it is too old</h1>
    <p>A link works once, for a day. Start Throughline again to get a new one, or ask whoever invited you.</p>
  </body>
</html>`
