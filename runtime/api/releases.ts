import { z } from 'zod'

/** One release of a document, newest first in lists. */
export const ReleaseRow = z.object({
  hash: z.string(),
  /** Counts the releases of this document from 1. */
  number: z.int(),
  at: z.iso.datetime(),
  by: z.string(),
  note: z.string(),
  /** Whether new runs start on it. */
  current: z.boolean(),
})

/** `GET /api/releases?document=ID` */
export const ReleasesAnswer = z.object({ releases: z.array(ReleaseRow) })

/** `GET /api/releases/:hash`: the release as it was frozen. Its `journey` is the document as it was drawn. */
export const ReleaseAnswer = z.looseObject({})

/** `POST /api/documents/:id/rollback`: makes the release before the current one current again. 409 `release.first`. */
export const RolledBackAnswer = z.object({ release: ReleaseRow })

export type ReleaseRow = z.output<typeof ReleaseRow>
export type ReleasesAnswer = z.output<typeof ReleasesAnswer>
export type ReleaseAnswer = z.output<typeof ReleaseAnswer>
export type RolledBackAnswer = z.output<typeof RolledBackAnswer>
