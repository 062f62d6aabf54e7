import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type Catalog,
  catalogOf,
  durationMs,
  type Journey,
  type Parsed,
  parseJourney,
  parseWorkspace,
  releaseOf,
} from '#core'
import { nodeTypes } from '#nodes'
import type { JourneyEvent } from '#sdk'
import { parseScenario, type Scenario, simulate } from '#simulator'
import { openStore } from '#store/open'
import { openLocalDriver } from './local/open-local-driver.ts'

/** Every driver takes the same way through the same story: the memory of a simulation and a real store alike. */
const examples = resolve(import.meta.dirname, '../../examples')
const must = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
const read = (path: string) => readFileSync(join(examples, path), 'utf8')
const documents = Object.fromEntries(
  readdirSync(join(examples, 'protocols')).map((file) => {
    const protocol = must(parseJourney(read(`protocols/${file}`)))
    return [protocol.id, protocol]
  }),
)
const catalog = catalogOf({ nodes: nodeTypes, documents, workspace: must(parseWorkspace(read('workspace.json'))) })

describe.each(readdirSync(examples).filter((name) => existsSync(join(examples, name, 'journey.json'))))(
  '%s',
  (name) => {
    const journey = must(parseJourney(read(`${name}/journey.json`)))
    test.each(readdirSync(join(examples, name, 'scenarios')))('%s', async (file) => {
      const scenario = must(parseScenario(read(`${name}/scenarios/${file}`)))
      expect(await onLocalDriver(journey, catalog, scenario)).toEqual(simulate(journey, catalog, scenario).trail)
    })
  },
)

/** Plays a scenario on the embedded driver and answers the way its run took, from the journal. */
async function onLocalDriver(journey: Journey, known: Catalog, scenario: Scenario): Promise<string[]> {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-conformance-')))
  if (!opened.ok) throw new Error(opened.error.message)
  const { store } = opened
  const { db } = store
  const clock = { now: Date.parse(scenario.startAt) }
  let id = 0
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const performers = { classOf: () => 'keyed' as const, perform: async () => ({ status: 'sent' as const }) }
  const driver = await openLocalDriver({
    store,
    nodes: nodeTypes,
    performers,
    now: () => clock.now,
    newId: () => `id-${++id}`,
    log,
  })
  const made = releaseOf(journey, known, (text) => createHash('sha256').update(text).digest('hex'))
  await db
    .insertInto('release')
    .values({
      hash: made.hash,
      journey: journey.id,
      number: 1,
      json: JSON.stringify(made),
      at: 0,
      by: 'test',
      note: '',
    })
    .execute()
  await db
    .insertInto('deployment')
    .values({ journey: journey.id, release: made.hash, at: 0, by: 'test', kind: 'deploy' })
    .execute()
  driver.released()

  for (const [step, each] of scenario.steps.entries()) {
    if ('advance' in each) {
      clock.now += durationMs(each.advance, clock.now)
      await timersUpTo(clock.now)
    } else if ('event' in each) {
      const event = { ...each.event, at: clock.now } as unknown as JourneyEvent & { channel?: 'voice' }
      const channel = event.channel ?? 'webhook'
      const handoff = await db
        .selectFrom('handoff')
        .select('id')
        .where('status', 'in', ['offered', 'accepted'])
        .executeTakeFirst()
      const isAgents = event.type.startsWith('agent.') || event.type === 'context.shown'
      await driver.ingest({
        dedupeKey: `scenario:${step}`,
        channel,
        event,
        ...(isAgents && handoff
          ? { explicit: { handoff: handoff.id } }
          : {
              identity: { address: 'mailto:ana@example.com', proof: 'proved' as const },
              interaction: { key: channel, direction: 'in' as const },
            }),
      })
    }
  }
  const rows = await db.selectFrom('journal').select('trail').orderBy('run').orderBy('turn').execute()
  await driver.stop()
  await store.close()
  return rows.flatMap((row) =>
    (JSON.parse(row.trail) as { node: string; outcome: string }[]).map(({ node, outcome }) => `${node}/${outcome}`),
  )

  /** The driver looks at its timers after any work; it is done when none is due any more. */
  async function timersUpTo(now: number) {
    for (let tries = 0; tries < 400; tries += 1) {
      await driver.retry('nothing', 'test')
      const due = await db.selectFrom('timer').select('id').where('due', '<=', now).execute()
      if (due.length === 0) return
      await new Promise((done) => setTimeout(done, 5))
    }
    throw new Error('Timers stayed due.')
  }
}
