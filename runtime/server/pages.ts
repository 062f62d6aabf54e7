import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { type Env, may } from './may.ts'
import { built } from './root.ts'

const own = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
]

// Mantine writes its styles into the page; scripts come from files only.
const styled = "style-src 'self' 'unsafe-inline'"

const policies = {
  designer: [...own, styled, "worker-src 'self' blob:", "frame-ancestors 'none'"].join('; '),
  // Where customers' words are shown: files of our own and nothing else, and no text may ever become markup.
  desk: [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  chat: [...own, styled, "frame-ancestors 'none'"].join('; '),
}

/** The pages people open: the designer, the desk, a page with the chat on it, and the chat's script for other sites. */
export function pageRoutes() {
  const designer = join(built, 'designer')
  const widget = join(built, 'widget')
  const pages = new Hono<Env>()
  const page = (path: string, file: string, policy: string) =>
    pages.get(
      path,
      may('public'),
      files({ path: file }, { 'cache-control': 'no-cache', 'content-security-policy': policy }),
    )
  page('/', join(designer, 'index.html'), policies.designer)
  page('/settings', join(designer, 'index.html'), policies.designer)
  page('/journeys/:id', join(designer, 'index.html'), policies.designer)
  page('/desk/', join(designer, 'desk/index.html'), policies.desk)
  page('/chat/', join(widget, 'index.html'), policies.chat)
  pages.get('/desk', may('public'), (c) => c.redirect('/desk/'))
  pages.get('/chat', may('public'), (c) => c.redirect('/chat/'))

  // Names of built files carry a hash of their content, so a browser may keep them for good.
  const forGood = { 'cache-control': 'public, max-age=31536000, immutable' }
  pages.get('/assets/*', may('public'), compress(), files({ root: designer }, forGood))
  for (const file of ['mark.svg', 'theme.js']) {
    pages.get(`/${file}`, may('public'), files({ path: join(designer, file) }, { 'cache-control': 'no-cache' }))
  }
  const forOtherSites = { 'cache-control': 'public, max-age=300', 'cross-origin-resource-policy': 'cross-origin' }
  pages.get('/widget.js', may('public'), compress(), files({ path: join(widget, 'widget.js') }, forOtherSites))
  return pages
}

/** Serves built files; the headers are only for what is there. */
function files(from: { root: string } | { path: string }, headers: Record<string, string>): MiddlewareHandler<Env> {
  const serve = serveStatic<Env>(from)
  return async (c, next) => {
    const found = await serve(c, next)
    // Where there is no file, what comes next has answered.
    if (!(found instanceof Response)) return found
    for (const [name, value] of Object.entries(headers)) found.headers.set(name, value)
    return found
  }
}
