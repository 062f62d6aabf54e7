import type { Context } from 'hono'
import type { z } from 'zod'
import { rawBody, utf8 } from '#channels/raw-body'
import { limits, readJson } from '#core'
import { refuse } from './refuse.ts'

/** What was read, or the answer that says why not. */
type Read<T> = { ok: true; value: T } | { ok: false; response: Response }

/** Room around a document of the largest size. */
const wrapping = 64 * 1024

/** Reads a JSON body within its limit and as its schema wants it, or answers why not. An empty body is `{}`. */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<Read<T>> {
  const maxBytes = limits.documentBytes + wrapping
  const text = await readText(c, maxBytes)
  if (!text.ok) return text
  const read = readJson(text.value.trim() === '' ? '{}' : text.value, maxBytes)
  if (!read.ok) return invalid(c, read.problems[0]?.message ?? 'The body cannot be read.')
  const parsed = schema.safeParse(read.value)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  return invalid(c, `${where}${issue?.message ?? 'The body is not as expected.'}`)
}

/** Reads a body as text, and no more of it than the limit, whatever length was announced. */
export async function readText(c: Context, maxBytes: number): Promise<Read<string>> {
  const bytes = await rawBody(c.req.raw, maxBytes)
  if (bytes === 'too_large') {
    const message = `The body is over ${Math.round(maxBytes / 1024 / 1024)} MB.`
    return { ok: false, response: refuse(c, 413, 'request.too_large', message) }
  }
  const text = utf8(bytes)
  return text === undefined ? invalid(c, 'The body is not UTF-8.') : { ok: true, value: text }
}

function invalid(c: Context, message: string): { ok: false; response: Response } {
  return { ok: false, response: refuse(c, 400, 'request.invalid', message) }
}
