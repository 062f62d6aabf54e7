import { z } from 'zod'

/** `GET /api/workspace` and its `PUT`: what a company has that its journeys refer to, parsed by the core's schema. */
export const WorkspaceBody = z.strictObject({ workspace: z.record(z.string(), z.unknown()) })

export type WorkspaceBody = z.output<typeof WorkspaceBody>
