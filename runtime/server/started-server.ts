import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '#api'
import { type Flags, readConfig } from './config.ts'
import { type Running, serve } from './serve.ts'

/** A server on a folder of its own, for tests, with a way to be somebody on it. */
export interface StartedServer extends Running {
  data: string
  /** Signs in as somebody of this role and answers the cookie. */
  signIn(role: Role): Promise<string>
  /** Asks as the holder of a cookie, from the server's own pages. */
  ask(method: string, path: string, who: { cookie?: string; token?: string }, body?: unknown): Promise<Response>
}

/** Starts a server for a test. */
export async function startServer(flags: Flags = {}, env: Record<string, string> = {}): Promise<StartedServer> {
  const data = flags.data ?? mkdtempSync(join(tmpdir(), 'throughline-'))
  const read = readConfig({ port: '0', ...flags, data }, { LOG_LEVEL: 'silent', ...env })
  if (!read.ok) throw new Error(read.message)
  const served = await serve(read.config)
  if (!served.ok) throw new Error(served.message)
  const { url, link } = served.running
  const admin = await openLink(link)
  const ask: StartedServer['ask'] = (method, path, { cookie, token }, body) =>
    fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie === undefined ? {} : { cookie, 'sec-fetch-site': 'same-origin' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    ...served.running,
    data,
    ask,
    async signIn(role) {
      if (role === 'admin') return admin
      const invited = await ask('POST', '/api/invites', { cookie: admin }, { name: `A ${role}`, role })
      const { link: theirs } = (await invited.json()) as { link: string }
      return openLink(theirs)
    },
  }
}

/** Opens a one-time link and answers the cookie it brings. */
export async function openLink(link: string): Promise<string> {
  const opened = await fetch(link, { redirect: 'manual' })
  return (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}
