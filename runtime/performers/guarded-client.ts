import { lookup as resolve } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, type Dispatcher, request } from 'undici'

/** A request to another system. */
export interface GuardedRequest {
  method: string
  url: string
  headers?: Record<string, string>
  body?: string
  timeoutMs: number
  /** How many redirects are followed; none when left out. Never more than three. */
  redirects?: number
}

/** What the other system answered. */
export interface GuardedAnswer {
  status: number
  headers: Record<string, string>
  text: string
}

/** Why there is no answer. `reached` says whether the request may have arrived all the same. */
export interface GuardedFailure {
  failure: 'blocked' | 'unreachable' | 'no_answer' | 'too_large' | 'redirects' | 'url'
  reached: boolean
}

/** The one way out of this process to other systems' addresses. */
export interface GuardedClient {
  send(request: GuardedRequest): Promise<GuardedAnswer | GuardedFailure>
  close(): Promise<void>
}

/** Most bytes taken of one answer. */
const answerLimit = 256 * 1024
const mostRedirects = 3
const longestMs = 60_000

/**
 * Makes a client that reaches public addresses only: checked after names are resolved, on the very addresses that are
 * connected to, and for addresses written out; again on every redirect. `allowPrivateHosts` names the exceptions, as
 * `host` or `host:port`.
 */
export function guardedClient({
  allowPrivateHosts = [],
}: {
  allowPrivateHosts?: readonly string[]
} = {}): GuardedClient {
  const agent = new Agent({
    connect: guardedConnector(new Set(allowPrivateHosts.map((each) => each.toLowerCase()))),
    headersTimeout: longestMs,
    bodyTimeout: longestMs,
  })
  return { send: (asked) => follow(agent, asked), close: () => agent.close() }
}

const blocked = (): Error => Object.assign(new Error('This address is not public.'), { code: 'BLOCKED' })

function guardedConnector(exceptions: ReadonlySet<string>): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0]
      if (error) done(error, '', 0)
      else if (!first || !addresses.every((each) => isPublic(each.address))) done(blocked(), '', 0)
      else if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })
  }
  const guarded = buildConnector({ lookup, timeout: 10_000 })
  const open = buildConnector({ timeout: 10_000 })
  return (options, done) => {
    const host = options.hostname.replace(/^\[|\]$/g, '').toLowerCase()
    const port = options.port || (options.protocol === 'https:' ? '443' : '80')
    if (exceptions.has(host) || exceptions.has(`${host}:${port}`)) return open(options, done)
    // A written-out address is never looked up, so it is checked here.
    if (isIP(host) && !isPublic(host)) return done(blocked(), null)
    guarded(options, done)
  }
}

/** Whether an address belongs to the public internet. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `process` unwraps IPv4 written as IPv6.
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  // Of IPv6 only 2000::/3 is given out; what lies outside may lead to an IPv4 address inside it.
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3'))
}

async function follow(agent: Dispatcher, asked: GuardedRequest): Promise<GuardedAnswer | GuardedFailure> {
  const signal = AbortSignal.timeout(Math.min(Math.max(asked.timeoutMs, 1), longestMs))
  let url = httpUrl(asked.url)
  let { method, body, headers = {} } = asked
  let reached = false
  for (let hop = 0; ; hop += 1) {
    if (!url) return { failure: hop === 0 ? 'url' : 'redirects', reached }
    const answer = await once(agent, url, { method, headers, body, signal })
    if ('failure' in answer) return { ...answer, reached: answer.reached || reached }
    reached = true
    const location = answer.headers.location
    if (answer.status < 300 || answer.status > 399 || answer.status === 304 || location === undefined) return answer
    if (hop >= Math.min(asked.redirects ?? 0, mostRedirects)) return { failure: 'redirects', reached }
    const next = httpUrl(location, url)
    // Never from an encrypted address to a plain one.
    if (!next || (url.protocol === 'https:' && next.protocol === 'http:')) return { failure: 'redirects', reached }
    if (answer.status === 303 || (answer.status < 303 && method === 'POST')) {
      method = 'GET'
      body = undefined
    }
    if (next.origin !== url.origin) headers = withoutCredentials(headers)
    url = next
  }
}

/** Only what says nothing about us goes to a host we were not asked to call. */
function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  const harmless = new Set(['accept', 'accept-language', 'content-type', 'user-agent'])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.has(name.toLowerCase())))
}

function httpUrl(text: string, base?: URL): URL | undefined {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined
  const plain =
    url && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
  return plain ? url : undefined
}

interface Once {
  method: string
  headers: Record<string, string>
  body: string | undefined
  signal: AbortSignal
}

async function once(
  agent: Dispatcher,
  url: URL,
  { method, headers, body, signal }: Once,
): Promise<GuardedAnswer | GuardedFailure> {
  let answered = false
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body ?? null,
      signal,
    })
    answered = true
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of answer.body as AsyncIterable<Uint8Array>) {
      size += part.byteLength
      // Leaving the loop closes the connection.
      if (size > answerLimit) return { failure: 'too_large', reached: true }
      parts.push(part)
    }
    const flat = Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    )
    return { status: answer.statusCode, headers: Object.fromEntries(flat), text: Buffer.concat(parts).toString('utf8') }
  } catch (error) {
    return answered ? { failure: 'no_answer', reached: true } : why(error)
  }
}

/** Errors that come before the first byte of a request is sent. */
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL)/

function why(error: unknown): GuardedFailure {
  const codes = codesOf(error)
  if (codes.includes('BLOCKED')) return { failure: 'blocked', reached: false }
  if (codes.length > 0 && codes.every((code) => beforeSending.test(code)))
    return { failure: 'unreachable', reached: false }
  return { failure: 'no_answer', reached: true }
}

function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return []
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown }
  const inner = Array.isArray(errors) ? errors.flatMap(codesOf) : codesOf(cause)
  return typeof code === 'string' ? [code, ...inner] : inner
}
