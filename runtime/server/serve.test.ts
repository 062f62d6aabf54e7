import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { serve } from './serve.ts'

test('start, be ready, open the link, stay signed in', async () => {
  const data = mkdtempSync(join(tmpdir(), 'throughline-'))
  const read = readConfig({ port: '0', data }, { LOG_LEVEL: 'warn' })
  if (!read.ok) throw new Error(read.message)
  const served = await serve(read.config)
  if (!served.ok) throw new Error(served.message)
  const { url, link, stop } = served.running
  try {
    const health = await fetch(`${url}/healthz`)
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
    const opened = await fetch(link, { redirect: 'manual' })
    expect([opened.status, opened.headers.get('location')]).toEqual([302, '/journeys/billing-question'])
    const cookie = opened.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/)
    const me = await fetch(`${url}/api/me`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(await me.json()).toEqual({ name: 'Admin', role: 'admin' })
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401)
  } finally {
    await stop()
  }
})
