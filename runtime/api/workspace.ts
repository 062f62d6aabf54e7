import { z } from 'zod'

const WorkspaceContent = z.record(z.string(), z.unknown())

/** `GET /api/workspace`: what a company has that its journeys refer to, parsed by the core's schema. */
export const WorkspaceAnswer = z.object({
  workspace: WorkspaceContent,
  /** When it was last saved; null when it never was. */
  updatedAt: z.iso.datetime().nullable(),
})

/**
 * `PUT /api/workspace`: replaces it. With the `updatedAt` it was read with, 409 `workspace.changed` when somebody saved
 * it since; without, it is replaced whatever it is. 422 `workspace.invalid`.
 */
export const ReplaceWorkspace = z.strictObject({
  workspace: WorkspaceContent,
  updatedAt: z.iso.datetime().nullable().optional(),
})

/** The answer to `PUT /api/workspace`. */
export const WorkspaceSavedAnswer = z.object({ ok: z.literal(true), updatedAt: z.iso.datetime() })

/** One journey or protocol that names a part of the workspace. */
export const WorkspaceUse = z.object({
  kind: z.enum(['queue', 'hours', 'skill', 'knowledge', 'secret', 'fact', 'profile']),
  /** The part's id, or the field's name. */
  id: z.string(),
  document: z.object({ id: z.string(), name: z.string() }),
  /** Whether the draft names it. */
  draft: z.boolean(),
  /** The number of the current release that names it. */
  release: z.int().nullable(),
})

/** `GET /api/workspace/uses`: what of the workspace is in use, and by which documents. */
export const WorkspaceUsesAnswer = z.object({ uses: z.array(WorkspaceUse) })

export type WorkspaceAnswer = z.output<typeof WorkspaceAnswer>
export type WorkspaceSavedAnswer = z.output<typeof WorkspaceSavedAnswer>
export type WorkspaceUse = z.output<typeof WorkspaceUse>
export type WorkspaceUsesAnswer = z.output<typeof WorkspaceUsesAnswer>
