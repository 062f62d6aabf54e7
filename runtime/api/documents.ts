import { z } from 'zod'
import type { Problem } from '#core'
import { ReleaseRow } from './releases.ts'

/** A document on the wire. Its own schema and migrations are applied by whoever opens it. */
export const DocumentBody = z.record(z.string(), z.unknown())

/** One line of the list of journeys. */
export const DocumentRow = z.object({
  id: z.string(),
  kind: z.enum(['journey', 'protocol']),
  name: z.string(),
  updatedAt: z.iso.datetime(),
  /** Counts the saves. */
  revision: z.int(),
  release: z.object({ hash: z.string(), number: z.int(), at: z.iso.datetime() }).nullable(),
  /** Whether the draft differs from the current release. */
  changed: z.boolean(),
})

/** `GET /api/documents` */
export const DocumentsAnswer = z.object({ documents: z.array(DocumentRow) })

/** `GET /api/documents/:id`; 404 `document.unknown`. */
export const DocumentAnswer = z.object({ document: DocumentBody, revision: z.int() })

/** `POST /api/documents`: a new draft. 409 `document.exists` when the id is taken, 422 `document.invalid`. */
export const CreateDocument = z.strictObject({ document: DocumentBody })

/** The answer to `POST /api/documents`, with status 201. */
export const CreatedAnswer = z.object({ id: z.string() })

/** `PUT /api/documents/:id`: replaces a draft, and creates it where there is none. Open editors see the change. */
export const ReplaceDocument = z.strictObject({ document: DocumentBody })

/** The answer to `PUT` and `DELETE /api/documents/:id`. */
export const DoneAnswer = z.object({ ok: z.literal(true) })

/** A problem on the wire. */
export const ProblemBody = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'tip']),
  node: z.string().nullable(),
  path: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
  why: z.string(),
  counterexample: z.array(z.object({ node: z.string(), outcome: z.string() })).nullable(),
}) satisfies z.ZodType<Problem>

/** `POST /api/documents/:id/publish`: checks the draft and makes it the current release. */
export const PublishDocument = z.strictObject({
  note: z.string().max(4000).default(''),
  /** Errors always refuse. Warnings refuse unless this says they were seen. */
  acceptWarnings: z.boolean().default(false),
})

/** The answer to a publish, with status 201. */
export const PublishedAnswer = z.object({ release: ReleaseRow })

/** The answer to a refused publish, with status 422 and code `document.problems`. */
export const PublishRefused = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
  problems: z.array(ProblemBody).default([]),
})

export type DocumentBody = z.output<typeof DocumentBody>
export type DocumentRow = z.output<typeof DocumentRow>
export type DocumentsAnswer = z.output<typeof DocumentsAnswer>
export type DocumentAnswer = z.output<typeof DocumentAnswer>
export type CreateDocument = z.input<typeof CreateDocument>
export type CreatedAnswer = z.output<typeof CreatedAnswer>
export type ReplaceDocument = z.input<typeof ReplaceDocument>
export type DoneAnswer = z.output<typeof DoneAnswer>
export type PublishDocument = z.input<typeof PublishDocument>
export type PublishedAnswer = z.output<typeof PublishedAnswer>
export type PublishRefused = z.output<typeof PublishRefused>
