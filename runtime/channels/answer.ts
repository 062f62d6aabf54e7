import type { Log } from './channel.ts'

/** Answers with JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

/** Answers with XML, as telephone providers expect. */
export function xml(body: string): Response {
  return new Response(body, {
    status: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
  })
}

/** Refuses a request: a clear status and code outside, the reason in the log. */
export function refuse(
  log: Log,
  status: number,
  code: string,
  message: string,
  fields: Record<string, unknown> = {},
): Response {
  log.warn({ code, status, ...fields }, message)
  // What was too large was not read to its end, so nothing else can come over the same connection.
  return json(status, { error: { code, message } }, status === 413 ? { connection: 'close' } : {})
}

/** The one answer while the store cannot take events: the other side tries again. */
export function notNow(log: Log, error: unknown, fields: Record<string, unknown> = {}): Response {
  const reason = error instanceof Error ? error.name : 'unknown'
  log.warn(
    { code: 'server.not_ready', reason, ...fields },
    'An event could not be made durable and was not acknowledged.',
  )
  const body = { error: { code: 'server.not_ready', message: 'This could not be taken in. Send it again later.' } }
  return json(503, body, { 'retry-after': '5' })
}
