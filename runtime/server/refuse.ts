import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from '#core'

/** Answers a refused request: a code to act on and a sentence to show. */
export function refuse(
  c: Context,
  status: ContentfulStatusCode,
  code: string,
  message: string,
  problems?: readonly Problem[],
): Response {
  return c.json({ error: { code, message }, ...(problems ? { problems } : {}) }, status)
}
