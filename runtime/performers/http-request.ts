import type { HttpRequest, Json, JsonObject } from '#sdk'
import type { GuardedClient, GuardedFailure } from './guarded-client.ts'
import type { Performed, Performer, PerformerLog } from './performer.ts'

/** A secret of the server, and the hosts it may be sent to. */
export interface BoundSecret {
  value: string
  hosts: readonly string[]
}

/** What calling other systems needs. */
export interface HttpDeps {
  client: GuardedClient
  /** A secret by its name, or nothing when the server was not given it. */
  secret(name: string): BoundSecret | undefined
  log: PerformerLog
}

/** Headers of an answer that a journey may look at. */
const kept = ['content-type', 'location', 'retry-after', 'etag', 'last-modified', 'x-request-id']

/** Calls another system for a journey. Whatever it answers is a result; the journey decides what a 404 means. */
export function httpPerformer({ client, secret, log }: HttpDeps): Performer<HttpRequest> {
  return {
    type: 'http.request',
    class: 'at-most-once',
    async perform(effect, key) {
      const { method, url, body, timeoutMs } = effect
      const headers = headersOf(effect, key, secret)
      if ('status' in headers) return headers
      const answer = await client.send({ method, url, body, headers: headers.sent, timeoutMs, redirects: 3 })
      if ('failure' in answer) {
        log.warn({ effect: key, failure: answer.failure }, 'A call to another system failed.')
        return failed(effect, answer)
      }
      log.info({ effect: key, status: answer.status, size: answer.text.length }, 'Another system answered.')
      const seen = Object.fromEntries(
        kept.flatMap((name) => (answer.headers[name] === undefined ? [] : [[name, answer.headers[name]]])),
      )
      const result: JsonObject = {
        status: answer.status,
        headers: seen,
        body: bodyOf(answer.headers['content-type'] ?? '', answer.text),
      }
      return { status: 'done', result }
    },
  }
}

function headersOf(
  effect: HttpRequest,
  key: string,
  secret: HttpDeps['secret'],
): { sent: Record<string, string> } | Performed {
  const sent: Record<string, string> = {
    'user-agent': 'throughline',
    accept: 'application/json, text/*;q=0.8, */*;q=0.5',
  }
  for (const [name, value] of Object.entries(effect.headers ?? {})) {
    // What frames the request is the client's business.
    if (
      /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|keep-alive|expect|proxy-.*)$/i.test(name)
    )
      continue
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[\r\n\0]/.test(value)) sent[name.toLowerCase()] = value
  }
  sent['idempotency-key'] = key
  if (effect.secret === undefined) return { sent }
  const bound = secret(effect.secret)
  const host = URL.canParse(effect.url) ? new URL(effect.url).host : ''
  if (!bound) return { status: 'failed', code: 'secret.missing', message: 'The server was not given this secret.' }
  if (!bound.hosts.includes(host))
    return { status: 'failed', code: 'secret.host', message: 'This secret may not be sent to this host.' }
  sent.authorization = `Bearer ${bound.value}`
  return { sent }
}

const messages: Record<GuardedFailure['failure'], string> = {
  blocked: 'The address is not a public one.',
  unreachable: 'The other system could not be reached.',
  no_answer: 'The other system did not answer in time.',
  too_large: 'The answer was over 256 KB.',
  redirects: 'The other system sent us on too often, or to where we do not follow.',
  url: 'This is not an http or https address.',
}

/** A call that may have arrived and is not safe to repeat is in doubt; everything else simply failed. */
function failed({ method, idempotent }: HttpRequest, { failure, reached }: GuardedFailure): Performed {
  if (failure === 'no_answer' && reached && !idempotent && method !== 'GET') {
    return { status: 'in_doubt', reason: 'The request may have arrived, but no answer came.' }
  }
  return { status: 'failed', code: `http.${failure}`, message: messages[failure] }
}

function bodyOf(type: string, text: string): Json {
  if (!/\bjson\b/i.test(type)) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
