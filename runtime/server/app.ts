import { Hono } from 'hono'
import type { Deps } from './deps.ts'
import { assertDeclared, type Env } from './may.ts'
import { pageRoutes } from './pages.ts'
import { refuse } from './refuse.ts'
import { accountRoutes } from './routes/accounts.ts'
import { deskRoutes } from './routes/desk.ts'
import { documentRoutes } from './routes/documents.ts'
import { healthRoutes } from './routes/health.ts'
import { openRoutes } from './routes/open.ts'
import { releaseRoutes } from './routes/releases.ts'
import { runRoutes } from './routes/runs.ts'
import { workspaceRoutes } from './routes/workspace.ts'

/** Everything the server answers over HTTP. Throws when a route declares no permission. */
export function buildApp(deps: Deps, ...more: Hono<Env>[]): Hono<Env> {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    const from = performance.now()
    c.set('deps', deps)
    await next()
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'no-referrer')
    c.header('cross-origin-opener-policy', 'same-origin')
    if (deps.https) c.header('strict-transport-security', 'max-age=31536000')
    if (c.req.path.startsWith('/api/')) c.header('cache-control', 'no-store')
    const ms = Math.round(performance.now() - from)
    deps.log.debug({ method: c.req.method, path: c.req.path, status: c.res.status, ms }, 'request')
  })
  const routes = [
    healthRoutes(),
    openRoutes(),
    accountRoutes(),
    documentRoutes(),
    releaseRoutes(),
    workspaceRoutes(),
    runRoutes(),
    deskRoutes(),
    ...more,
    pageRoutes(),
  ]
  for (const each of routes) app.route('/', each)
  app.notFound((c) => refuse(c, 404, 'page.unknown', 'There is nothing at this address.'))
  app.onError((error, c) => {
    deps.log.error({ method: c.req.method, path: c.req.path, error: error.stack ?? error.message }, 'a request failed')
    return refuse(c, 500, 'server.failed', 'Something went wrong here. The server’s log says more.')
  })
  assertDeclared(app)
  return app
}
