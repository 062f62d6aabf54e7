import type { z } from 'zod'
import { refusals } from '#sdk'
import { issueWords } from './issue-words.ts'
import { Journey } from './journey.ts'
import { limits } from './limits.ts'
import { migrate } from './migrate/migrate.ts'
import { type Problem, problem } from './problem.ts'
import { Workspace } from './workspace.ts'

/** A document read, or every reason why not. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; problems: Problem[] }

const why = 'Nothing was read, so nothing can run.'

/** Reads a journey or protocol from its text, or from JSON already parsed. Every problem is listed with its path. */
export function parseJourney(input: unknown): Parsed<Journey> {
  const read = readJson(input)
  if (!read.ok) return read
  const tooMany = nodeCount(read.value)
  if (tooMany > limits.nodes)
    return refuse(`The journey has ${tooMany} steps; at most ${limits.nodes} are allowed.`, ['nodes'])
  const migrated = migrate(read.value)
  if (!migrated.ok) return refuse(migrated.message, ['format'])
  return shape(Journey, migrated.value)
}

/** Reads a workspace from its text, or from JSON already parsed. */
export function parseWorkspace(input: unknown): Parsed<Workspace> {
  const read = readJson(input)
  return read.ok ? shape(Workspace, read.value) : read
}

/** Parses JSON text within the limits, refusing keys that could reach an object's prototype. */
export function readJson(input: unknown, maxBytes: number = limits.documentBytes): Parsed<unknown> {
  let value = input
  if (typeof input === 'string') {
    if (input.length > maxBytes)
      return refuse(`The file has ${input.length} characters; at most ${maxBytes} are allowed.`)
    if (input.trim() === '') return refuse('The file is empty. Start with { "format": 1, "kind": "journey", … }.')
    try {
      value = JSON.parse(input)
    } catch (error) {
      return refuse(
        `The file is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}. It may have been cut off.`,
      )
    }
  }
  const refused = refusals(value, limits.depth)
  if (refused.length > 0) {
    return {
      ok: false,
      problems: refused.slice(0, 100).map(({ reason, path }) => {
        const message =
          reason === 'key'
            ? `The name “${path.at(-1)}” is not allowed. Rename it.`
            : `Nested more than ${limits.depth} deep. Make it flatter.`
        return problem('document.refused', 'error', null, message, why, { path })
      }),
    }
  }
  return { ok: true, value }
}

function shape<T>(schema: z.ZodType<T>, value: unknown): Parsed<T> {
  const parsed = schema.safeParse(value, { error: issueWords })
  if (parsed.success) return { ok: true, value: parsed.data }
  const problems = parsed.error.issues.map((issue) => {
    const path = issue.path as (string | number)[]
    const node = path[0] === 'nodes' && typeof path[1] === 'string' ? path[1] : null
    return problem(
      'document.invalid',
      'error',
      node,
      `${path.length > 0 ? `${path.join('.')}: ` : ''}${issue.message}`,
      why,
      { path },
    )
  })
  return { ok: false, problems }
}

function nodeCount(value: unknown): number {
  const nodes = typeof value === 'object' && value !== null ? (value as { nodes?: unknown }).nodes : undefined
  return typeof nodes === 'object' && nodes !== null ? Object.keys(nodes).length : 0
}

function refuse(message: string, path: (string | number)[] = []): { ok: false; problems: Problem[] } {
  return { ok: false, problems: [problem('document.invalid', 'error', null, message, why, { path })] }
}
