import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { destination, pino } from 'pino'
import { openLocalDriver } from '#drivers/local/open-local-driver'
import type { UnclaimedRelease } from '#drivers/local/plans'
import type { AnyNodeType } from '#sdk'
import { putApiToken } from '#store/accounts'
import { type Db, openStore, type Store } from '#store/open'
import { readMeta, writeMeta } from '#store/workspace'
import { buildApp } from './app.ts'
import { startChannels } from './channels.ts'
import { serveCollab } from './collab.ts'
import type { Config } from './config.ts'
import type { Deps } from './deps.ts'
import { openDrafts } from './drafts.ts'
import { installedNodes } from './installed-nodes.ts'
import { invite } from './invite.ts'
import { type Listening, listen } from './listen.ts'
import { nodesFitRuns } from './nodes-fit-runs.ts'
import { openEditors } from './open-editors.ts'
import { allPerformers, writesOn } from './performers.ts'
import { permissions } from './permission.ts'
import { root } from './root.ts'
import { hashOf, newToken } from './secret-token.ts'
import { seedExamples } from './seed.ts'
import { prepareUnclaimed } from './unclaimed.ts'

/** A server that is up. */
export interface Running {
  url: string
  /** The one-time link that signs the admin in. */
  link: string
  /** Where SMTP is received, when it is. */
  smtpPort: number | undefined
  stop(): Promise<void>
}

/** Starts everything: port, store, driver, channels, pages. Or says in one sentence why not and what to do. */
export async function serve(
  config: Config,
  nodes: readonly AnyNodeType[] = installedNodes(),
): Promise<{ ok: true; running: Running } | { ok: false; message: string }> {
  const listened = await patiently(() => listen(config.host, config.port))
  if (!listened.ok) return listened
  const opened = await patiently(() => openStore(config.data))
  if (!opened.ok) {
    await listened.listening.close()
    return { ok: false, message: opened.error.message }
  }
  return start(config, nodes, listened.listening, opened.store)
}

/** Tries for a moment: the one before may just be stopping. */
async function patiently<T extends { ok: boolean }>(take: () => Promise<T>): Promise<T> {
  let taken = await take()
  for (let tries = 0; tries < 5 && !taken.ok; tries += 1) {
    await pause(300)
    taken = await take()
  }
  return taken
}

async function start(
  config: Config,
  nodes: readonly AnyNodeType[],
  listening: Listening,
  store: Store,
): Promise<{ ok: true; running: Running } | { ok: false; message: string }> {
  const { db } = store
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${listening.port}`
  const publicUrl = config.publicUrl ?? url
  const log = pino({ level: config.logLevel, base: undefined }, destination(2))
  const fit = await nodesFitRuns(db, nodes, log)
  if (!fit.ok) {
    await listening.close()
    await store.close()
    return fit
  }
  const now = () => Date.now()
  const newId = () => randomUUID()
  const settings = config.channelsAt(publicUrl, await kept(db, 'webchat.key', newToken))
  const performers = allPerformers({ config, settings, log })
  const written = writesOn(settings)
  let unclaimed: UnclaimedRelease | undefined
  const driver = await openLocalDriver({
    store,
    nodes,
    performers,
    unclaimed: (channel) => (written.has(channel) ? unclaimed : undefined),
    now,
    newId,
    log,
  })
  const drafts = openDrafts({ db, now, log })
  const deps: Deps = {
    db,
    driver,
    nodes,
    drafts,
    editors: openEditors(),
    log,
    now,
    newId,
    cookie: `throughline_${(await kept(db, 'installation', newId)).slice(0, 8)}`,
    https: publicUrl.startsWith('https://'),
    publicUrl: () => publicUrl,
    proxies: config.proxies,
    secretNames: new Set(Object.keys(config.secrets)),
    workspaceChanged: async () => {
      unclaimed = await prepareUnclaimed(db, nodes, now())
    },
  }
  await seedExamples(deps, join(root, 'examples'))
  await deps.workspaceChanged()
  const channels = await startChannels(deps, settings)
  if (!channels.ok) {
    await listening.close()
    await driver.stop()
    await store.close()
    return channels
  }
  const app = buildApp(deps, ...channels.routes)
  listening.answerWith(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  const stopCollab = serveCollab(listening.server, deps)
  const commandLine = await letCommandLineIn(db, config.data, url, now())
  const { token } = await invite(db, { name: 'Admin', role: 'admin' }, now())
  return {
    ok: true,
    running: {
      url,
      link: new URL(`/open?token=${token}`, publicUrl).href,
      smtpPort: channels.smtpPort,
      async stop() {
        commandLine.remove()
        stopCollab()
        await channels.stop()
        await listening.close()
        await drafts.stop()
        await driver.stop()
        store.checkpoint()
        await store.close()
      },
    },
  }
}

/** A value this installation made for itself the first time, and keeps. */
async function kept(db: Db, key: string, make: () => string): Promise<string> {
  const known = await readMeta(db, key)
  if (known !== undefined) return known
  const made = make()
  await writeMeta(db, key, made)
  return made
}

/** Leaves a token in the data folder, for commands of whoever may read it: the same person who could read the store. */
async function letCommandLineIn(db: Db, data: string, url: string, at: number) {
  const token = newToken()
  await putApiToken(db, hashOf(token), { name: 'command line', scopes: [...permissions] }, at)
  const files = { 'cli-token': token, 'cli-url': url }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(data, name), content, { mode: 0o600 })
  return {
    remove() {
      for (const name of Object.keys(files)) rmSync(join(data, name), { force: true })
    },
  }
}
