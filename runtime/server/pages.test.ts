import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { built } from './root.ts'
import { type StartedServer, startServer } from './started-server.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const get = (path: string) => fetch(new URL(path, server.url), { redirect: 'manual' })

test.skipIf(!existsSync(join(built, 'designer/index.html'))).each([
  ['/', "frame-ancestors 'none'"],
  ['/settings', "worker-src 'self' blob:"],
  ['/journeys/billing-question', "worker-src 'self' blob:"],
  ['/desk/', "require-trusted-types-for 'script'"],
  ['/chat/', "default-src 'self'"],
])('%s is a page whose policy forbids foreign and written-in scripts', async (path, part) => {
  const page = await get(path)
  const policy = page.headers.get('content-security-policy') ?? ''
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
  expect(policy).toContain(part)
  expect(policy).toMatch(/^default-src '(self|none)'/)
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
  expect(page.headers.get('cache-control')).toBe('no-cache')
})

test.skipIf(!existsSync(join(built, 'designer/index.html')))(
  'on the desk nothing is allowed that it does not need, and no text becomes markup',
  async () => {
    const policy = (await get('/desk/')).headers.get('content-security-policy') ?? ''
    const parts = Object.fromEntries(policy.split('; ').map((part) => [part.split(' ')[0], part]))
    expect(parts['default-src']).toBe("default-src 'none'")
    expect(parts['style-src']).toBe("style-src 'self'")
    expect(parts['form-action']).toBe("form-action 'none'")
    expect(parts['frame-ancestors']).toBe("frame-ancestors 'none'")
    expect(parts['require-trusted-types-for']).toBe("require-trusted-types-for 'script'")
    expect(parts['trusted-types']).toBe("trusted-types 'none'")
    expect(policy).not.toMatch(/unsafe|blob:|\*/)
  },
)

test.skipIf(!existsSync(join(built, 'designer/index.html')))(
  'built files may be kept for good, other files not',
  async () => {
    const page = await (await get('/')).text()
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? ''
    const asset = await get(script)
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect(asset.headers.get('content-type')).toMatch(/javascript/)
    const widget = await get('/widget.js')
    expect([widget.status, widget.headers.get('cross-origin-resource-policy')]).toEqual([200, 'cross-origin'])
    expect((await get('/theme.js')).status).toBe(200)
  },
)

test.each([
  '/assets/../../server/app.js',
  '/assets/%2e%2e/%2e%2e/runtime/server/app.js',
  '/assets/..%2f..%2fruntime%2fserver%2fapp.js',
  '/assets/nothing.js',
  '/package.json',
  '/.ready.json',
])('%s is not served', async (path) => {
  const answer = await get(path)
  expect(answer.status).toBe(404)
  expect(answer.headers.get('cache-control')).toBeNull()
})

test('addresses without their last slash lead to the page', async () => {
  expect((await get('/desk')).headers.get('location')).toBe('/desk/')
  expect((await get('/chat')).headers.get('location')).toBe('/chat/')
})
