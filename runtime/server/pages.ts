import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { type Env, may } from './may.ts'
import { refuse } from './refuse.ts'
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
  // Where customers' words are shown, no text may ever become markup.
  desk: [...own, styled, "frame-ancestors 'none'", "require-trusted-types-for 'script'"].join('; '),
  chat: [...own, styled, "frame-ancestors 'none'"].join('; '),
}

/** The pages people open: the designer, the desk, a page with the chat on it, and the chat's script for other sites. */
export function pageRoutes() {
  const designer = join(built, 'designer')
  const pages = new Hono<Env>()
  const page = (path: string, file: string, policy: string) =>
    pages.get(path, may('public'), async (c, next) => {
      c.header('content-security-policy', policy)
      c.header('cache-control', 'no-cache')
      return serveStatic<Env>({ path: file })(c, next)
    })
  page('/', join(designer, 'index.html'), policies.designer)
  page('/journeys/:id', join(designer, 'index.html'), policies.designer)
  page('/desk/', join(designer, 'desk/index.html'), policies.desk)
  pages.get('/desk', may('public'), (c) => c.redirect('/desk/'))
  // Names of built files carry a hash of their content, so a browser may keep them for good.
  pages.get('/assets/*', may('public'), compress(), async (c, next) => {
    c.header('cache-control', 'public, max-age=31536000, immutable')
    return serveStatic<Env>({ root: designer })(c, next)
  })
  for (const file of ['mark.svg', 'theme.js']) {
    pages.get(`/${file}`, may('public'), (c, next) => {
      c.header('cache-control', 'no-cache')
      return serveStatic<Env>({ root: designer })(c, next)
    })
  }
  pages.get('/widget.js', may('public'), compress(), async (c, next) => {
    c.header('cache-control', 'public, max-age=300')
    c.header('cross-origin-resource-policy', 'cross-origin')
    return serveStatic<Env>({ path: join(built, 'widget/widget.js') })(c, next)
  })
  page('/chat/', join(built, 'widget/index.html'), policies.chat)
  pages.get('/chat', may('public'), (c) => c.redirect('/chat/'))
  pages.get('/favicon.ico', may('public'), (c) => refuse(c, 404, 'page.unknown', 'There is none.'))
  return pages
}
