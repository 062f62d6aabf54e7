import { type Context, Hono } from 'hono'
import { z } from 'zod'
import {
  DecideOutbox,
  type DoneAnswer,
  type IncidentRow,
  type IncidentsAnswer,
  type JournalRow,
  type OutboxAnswer,
  type ReplayAnswer,
  type RunAnswer,
  RunRow,
  type RunsAnswer,
} from '#api'
import { audit } from '#store/accounts'
import { releaseText } from '#store/releases'
import {
  type IncidentEntry,
  inDoubt,
  type JournalEntry,
  journalOf,
  listRuns,
  openIncidents,
  type RunEntry,
  runEntry,
  startOf,
} from '#store/run-list'
import { type Env, may } from '../may.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'

const Filter = z.object({
  journey: z.string().optional(),
  status: RunRow.shape.status.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

/** Runs, what stopped some of them, and messages in doubt: seen by people and settled by people. */
export function runRoutes() {
  return new Hono<Env>()
    .get('/api/runs', may('runs.read'), async (c) => {
      const filter = Filter.safeParse(c.req.query())
      if (!filter.success)
        return refuse(
          c,
          400,
          'request.invalid',
          `${filter.error.issues[0]?.path.join('.')}: ${filter.error.issues[0]?.message}`,
        )
      const runs = await listRuns(c.get('deps').db, filter.data)
      return c.json({ runs: runs.map(runRow) } satisfies RunsAnswer)
    })
    .get('/api/runs/:id', may('runs.read'), async (c) => {
      const { db } = c.get('deps')
      const run = await runEntry(db, c.req.param('id'))
      if (!run) return unknownRun(c)
      const journal = (await journalOf(db, run.id)).map(journalRow)
      const incidents = (await openIncidents(db, run.id)).map(incidentRow)
      return c.json({ run: runRow(run), journal, incidents } satisfies RunAnswer)
    })
    .get('/api/runs/:id/journal', may('runs.read'), async (c) => {
      const id = c.req.param('id')
      // In one transaction, so that the state is the one after the last turn listed.
      const read = await c
        .get('deps')
        .db.transaction()
        .execute(async (db) => {
          const run = await runEntry(db, id)
          const release = run && (await releaseText(db, run.release))
          if (!run || release === undefined) return undefined
          return { run, release, journal: await journalOf(db, id), start: await startOf(db, id) }
        })
      if (!read) return unknownRun(c)
      return c.json({
        run: runRow(read.run),
        release: JSON.parse(read.release),
        journal: read.journal.map(journalRow),
        start: read.start as ReplayAnswer['start'],
        snapshot: read.run.snapshot,
      } satisfies ReplayAnswer)
    })
    .get('/api/incidents', may('runs.read'), async (c) => {
      const incidents = await openIncidents(c.get('deps').db)
      return c.json({ incidents: incidents.map(incidentRow) } satisfies IncidentsAnswer)
    })
    .post('/api/incidents/:id/retry', may('runs.operate'), (c) => settleIncident(c, 'retry'))
    .post('/api/incidents/:id/discard', may('runs.operate'), (c) => settleIncident(c, 'discard'))
    .get('/api/outbox', may('runs.read'), async (c) => {
      const rows = await inDoubt(c.get('deps').db)
      return c.json({ outbox: rows.map((row) => ({ ...row, createdAt: iso(row.createdAt) })) } satisfies OutboxAnswer)
    })
    .post('/api/outbox/:id{.+}', may('runs.operate'), async (c) => {
      const body = await readBody(c, DecideOutbox)
      if (!body.ok) return body.response
      const { db, driver, now } = c.get('deps')
      const by = c.get('actor')?.name ?? ''
      const id = c.req.param('id')
      const decided = await driver.decide(id, body.value.decision, by)
      if (decided === 'unknown') return refuse(c, 404, 'effect.unknown', 'No message in doubt has this id.')
      await audit(db, { at: now(), by, what: `effect.${body.value.decision}`, about: id })
      return c.json({ ok: true } satisfies DoneAnswer)
    })
}

async function settleIncident(c: Context<Env>, how: 'retry' | 'discard'): Promise<Response> {
  const { db, driver, now } = c.get('deps')
  const id = c.req.param('id') ?? ''
  const by = c.get('actor')?.name ?? ''
  const settled = await driver[how](id, by)
  if (settled === 'unknown') return refuse(c, 404, 'incident.unknown', 'No open incident has this id.')
  await audit(db, { at: now(), by, what: `incident.${settled}`, about: id })
  return c.json({ ok: true } satisfies DoneAnswer)
}

function runRow({ id, journey, release, customer, at, since, waitingFor, status }: RunEntry): RunRow {
  return { id, journey, release, customer, at, since: iso(since), waitingFor, status }
}

function journalRow(entry: JournalEntry): JournalRow {
  return { ...entry, at: iso(entry.at) }
}

function incidentRow(entry: IncidentEntry): IncidentRow {
  return { ...entry, at: iso(entry.at) }
}

function unknownRun(c: Context): Response {
  return refuse(c, 404, 'run.unknown', 'No run has this id.')
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
