import type { Context } from 'hono'
import type { z } from 'zod'
import { limits, readJson } from '#core'
import { refuse } from './refuse.ts'

/** Reads a JSON body within its limit and as its schema wants it, or answers why not. */
export async function readBody<T>(
  c: Context,
  schema: z.ZodType<T>,
  maxBytes: number = limits.documentBytes,
): Promise<{ ok: true; value: T } | { ok: false; response: Response }> {
  const text = await c.req.text()
  const read = readJson(text.trim() === '' ? '{}' : text, maxBytes)
  if (!read.ok)
    return {
      ok: false,
      response: refuse(c, 400, 'request.invalid', read.problems[0]?.message ?? 'The body cannot be read.'),
    }
  const parsed = schema.safeParse(read.value)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  return {
    ok: false,
    response: refuse(c, 400, 'request.invalid', `${where}${issue?.message ?? 'The body is not as expected.'}`),
  }
}
