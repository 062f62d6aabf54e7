import { Hono } from 'hono'
import { type Env, may } from '../may.ts'

/** Whether events are taken in, for whoever watches the server. */
export function healthRoutes() {
  return new Hono<Env>().get('/healthz', may('public'), (c) =>
    c.get('deps').driver.ready() ? c.json({ status: 'ok' }) : c.json({ status: 'not_ready' }, 503),
  )
}
