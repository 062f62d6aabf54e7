import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { AnyNodeType } from '#sdk'
import { openStore } from '#store/open'
import { readConfig } from './config.ts'
import { installedNodes } from './installed-nodes.ts'
import { nodesFitRuns } from './nodes-fit-runs.ts'
import { serve } from './serve.ts'
import { openLink } from './started-server.ts'

const before = installedNodes()
/** Today's steps with another `ask`, or without one. */
const withAsk = (change: Partial<AnyNodeType> | null): AnyNodeType[] =>
  before.flatMap((type) => (type.type !== 'ask' ? [type] : change ? [{ ...type, ...change }] : []))

let data: string
let token: string

/** A data folder with one customer half-way through the billing question, who was just asked for the invoice. */
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'throughline-'))
  const { url, stop } = await started(before)
  const session = await fetch(`${url}/channels/webchat/sessions`, { method: 'POST' })
  token = ((await session.json()) as { token: string }).token
  await say(url, 'first', 'My invoice is wrong')
  await stop()
})

function start(nodes: AnyNodeType[]) {
  const read = readConfig({ port: '0', data }, { LOG_LEVEL: 'silent' })
  if (!read.ok) throw new Error(read.message)
  return serve(read.config, nodes)
}

async function started(nodes: AnyNodeType[]) {
  const served = await start(nodes)
  if (!served.ok) throw new Error(served.message)
  return served.running
}

async function say(url: string, id: string, text: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ id: `message-${id}`, text })
  const said = await fetch(`${url}/channels/webchat/messages`, { method: 'POST', headers, body })
  expect(said.status).toBe(202)
}

/** Looks into the store while no server has it. */
async function inStore<T>(look: (db: Parameters<typeof nodesFitRuns>[0]) => Promise<T>): Promise<T> {
  const opened = await openStore(data)
  if (!opened.ok) throw new Error(opened.error.message)
  try {
    return await look(opened.store.db)
  } finally {
    await opened.store.close()
  }
}

/** What is written in the log when these steps are installed. */
async function warnings(nodes: AnyNodeType[]): Promise<[object, string][]> {
  const told: [object, string][] = []
  const fit = await inStore((db) =>
    nodesFitRuns(db, nodes, { warn: (fields: object, message: string) => told.push([fields, message]) } as never),
  )
  expect(fit).toEqual({ ok: true })
  return told
}

test('a step that is gone, or newer without a way from the old one, keeps the server from starting', async () => {
  expect(await start(withAsk(null))).toEqual({
    ok: false,
    message:
      'Runs under way cannot go on with the steps installed here (1 run needs version 1 of “ask”, and it is not installed). Start the version they began on and let them end, or install steps that take over from it.',
  })
  expect(await start(withAsk({ version: 2 }))).toMatchObject({
    ok: false,
    message: expect.stringContaining(
      '(1 run needs version 1 of “ask”, and 2 is installed and does not take over from it)',
    ),
  })
  // Refusing let go of the port and the store, and changed nothing.
  const { url, stop } = await started(before)
  await say(url, 'second', '12345')
  await stop()
  expect(await texts()).toEqual(expect.arrayContaining([expect.stringContaining('What looks wrong on invoice 12345')]))
})

test('a newer step with a way from the old one takes over, with the settings it was given', async () => {
  const migrate = (config: unknown, from: number) => ({
    ...(config as object),
    question: `Asked by 2, was ${from}: what is wrong with {{invoice}}?`,
  })
  const { url, stop } = await started(withAsk({ version: 2, migrate }))
  await say(url, 'second', '12345')
  await stop()
  expect(await texts()).toContain('Asked by 2, was 1: what is wrong with 12345?')
})

test('a way that leads nowhere is found before a customer does', async () => {
  const broken = withAsk({
    version: 2,
    migrate: () => {
      throw new Error('I do not know this setting.')
    },
  })
  expect(await start(broken)).toMatchObject({
    ok: false,
    message: expect.stringMatching(/1 run of “billing-question”: .* I do not know this setting\./),
  })
  expect(await start(withAsk({ version: 2, migrate: () => ({}) }))).toMatchObject({ ok: false })
})

test('other code under the same version is let run, and the log says which steps and how many runs', async () => {
  expect(await warnings(before)).toEqual([])
  const other = withAsk({ origin: { package: 'throughline', code: '0'.repeat(64) } })
  const [[fields, message] = [], ...more] = await warnings(other)
  expect([fields, message, more]).toEqual([
    { steps: [{ type: 'ask', version: 1, runs: 1 }] },
    'Runs under way began with other code of these steps, under the same version.',
    [],
  ])
})

test('newer code of a step does not make a draft count as changed', async () => {
  const other = withAsk({ origin: { package: 'throughline', code: '0'.repeat(64) } })
  const { url, link, stop } = await started(other)
  const answer = await fetch(`${url}/api/documents`, { headers: { cookie: await openLink(link) } })
  const { documents } = (await answer.json()) as { documents: { id: string; changed: boolean }[] }
  await stop()
  expect(documents.length).toBeGreaterThan(1)
  expect(documents.filter((each) => each.changed)).toEqual([])
})

test('a journey nobody is on does not keep the server from starting, but the log says it starts nobody', async () => {
  await inStore((db) => db.updateTable('run').set({ status: 'ended' }).execute())
  const told = await warnings(withAsk({ version: 2 }))
  expect(told.map(([fields]) => fields)).toContainEqual({
    journey: 'billing-question',
    problem: expect.stringContaining('version 1 of the step type “ask”; 2 is installed'),
  })
  const { stop } = await started(withAsk({ version: 2 }))
  await stop()
})

async function texts(): Promise<string[]> {
  return inStore(async (db) => (await db.selectFrom('timeline').select('text').execute()).map((row) => row.text))
}
