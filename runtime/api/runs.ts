import { z } from 'zod'

/** A run as lists show it. */
export const RunRow = z.object({
  id: z.string(),
  journey: z.string(),
  release: z.string(),
  customer: z.string(),
  /** The steps where it rests. */
  at: z.array(z.string()),
  since: z.iso.datetime(),
  /** The events that would move it on. */
  waitingFor: z.array(z.string()),
  status: z.enum(['active', 'ended', 'parked', 'discarded']),
})

/** `GET /api/runs?journey=&status=&limit=`: the most recently moved first. */
export const RunsAnswer = z.object({ runs: z.array(RunRow) })

/** One turn as the journal keeps it. */
export const JournalRow = z.object({
  turn: z.int(),
  at: z.iso.datetime(),
  event: z.unknown(),
  trail: z.array(z.object({ node: z.string(), outcome: z.string() })),
  route: z.string(),
})

/** Something that stopped and waits for a person. */
export const IncidentRow = z.object({
  id: z.string(),
  run: z.string().nullable(),
  at: z.iso.datetime(),
  code: z.string(),
  node: z.string().nullable(),
  message: z.string(),
})

/** `GET /api/incidents` */
export const IncidentsAnswer = z.object({ incidents: z.array(IncidentRow) })

/** `GET /api/runs/:id`; 404 `run.unknown`. */
export const RunAnswer = z.object({ run: RunRow, journal: z.array(JournalRow), incidents: z.array(IncidentRow) })

/** `GET /api/runs/:id/journal`: all that is needed to step a run again. */
export const ReplayAnswer = z.object({
  run: RunRow,
  release: z.looseObject({}),
  journal: z.array(JournalRow),
  /** What the run started with; null for one from before that was kept. */
  start: z.looseObject({}).nullable(),
  /** Its state after the last turn of the journal. */
  snapshot: z.unknown(),
})

/** A message that may or may not have gone out. */
export const OutboxRow = z.object({
  id: z.string(),
  run: z.string(),
  node: z.string(),
  type: z.string(),
  channel: z.string().nullable(),
  createdAt: z.iso.datetime(),
  error: z.string().nullable(),
})

/** `GET /api/outbox?status=in_doubt` */
export const OutboxAnswer = z.object({ outbox: z.array(OutboxRow) })

/** `POST /api/outbox/:id`: what a person decides about a message in doubt. */
export const DecideOutbox = z.strictObject({ decision: z.enum(['send_again', 'went_out', 'give_up']) })

export type RunRow = z.output<typeof RunRow>
export type RunsAnswer = z.output<typeof RunsAnswer>
export type JournalRow = z.output<typeof JournalRow>
export type IncidentRow = z.output<typeof IncidentRow>
export type IncidentsAnswer = z.output<typeof IncidentsAnswer>
export type RunAnswer = z.output<typeof RunAnswer>
export type ReplayAnswer = z.output<typeof ReplayAnswer>
export type OutboxRow = z.output<typeof OutboxRow>
export type OutboxAnswer = z.output<typeof OutboxAnswer>
export type DecideOutbox = z.output<typeof DecideOutbox>
