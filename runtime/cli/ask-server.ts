import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { z } from 'zod'
import { PublishRefused, RefusalAnswer } from '#api'
import type { Problem } from '#core'

/** Which server to ask, as the command line says it. */
export interface ServerOptions {
  server?: string
  token?: string
  data?: string
  json?: boolean
}

/** What a server answered, or why there is no answer. */
export type Asked<T> = { ok: true; value: T } | { ok: false; message: string; problems: Problem[] }

/**
 * Asks a running server. Without an address and token it asks the one on the data folder, which left both there for
 * whoever may read that folder.
 */
export async function askServer<T>(
  options: ServerOptions,
  method: 'GET' | 'POST',
  path: string,
  answer: z.ZodType<T>,
  body?: string,
): Promise<Asked<T>> {
  const data = resolve(options.data ?? process.env.THROUGHLINE_DATA ?? '.throughline')
  const given = options.server ?? process.env.THROUGHLINE_SERVER
  const server = given ?? leftIn(data, 'cli-url')
  if (server === undefined)
    return no(`No server runs on ${data}. Start one with \`throughline serve\`, or name one with --server.`)
  if (!/^https?:$/.test(URL.canParse(server) ? new URL(server).protocol : ''))
    return no(`“${server}” is not an address. Write it as https://….`)
  // The token in the folder is for the server on that folder, and goes to no other.
  const token =
    options.token ??
    process.env.THROUGHLINE_TOKEN ??
    (given === undefined || given === leftIn(data, 'cli-url') ? leftIn(data, 'cli-token') : undefined)
  if (token === undefined) return no(`A token is needed: pass --token, or set THROUGHLINE_TOKEN. ${howToGetOne}`)
  if (!/^[\x21-\x7e]+$/.test(token))
    return no('The token holds blanks or other characters that no token has. Copy it again.')
  let response: Response
  try {
    response = await fetch(new URL(path, server), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: body ?? '{}' } : {}),
      // A token is not sent on to wherever an answer points.
      redirect: 'manual',
      signal: AbortSignal.timeout(longestWaitMs),
    })
  } catch (error) {
    return no(`The server at ${server} does not answer${reasonOf(error)}. Is it running?`)
  }
  const location = response.headers.get('location')
  if (response.status >= 300 && response.status < 400 && location !== null)
    return no(`The server at ${server} sends on to ${new URL(location, server).origin}. Name that with --server.`)
  if (response.status === 401) return no(`The server at ${server} does not know this token. ${howToGetOne}`)
  const json: unknown = await response.json().catch(() => undefined)
  if (!response.ok) return refused(response.status, json, server)
  const parsed = answer.safeParse(json)
  return parsed.success
    ? { ok: true, value: parsed.data }
    : no(`What ${server} answered is nothing this version understands. Is it Throughline, and of this version?`)
}

const longestWaitMs = 60_000

const howToGetOne =
  'On the server’s own machine --data is enough; elsewhere an admin makes one with POST /api/tokens, as docs/operations.md shows.'

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return ` within ${longestWaitMs / 1000} seconds`
  const { code } = (error as { cause?: { code?: string } }).cause ?? {}
  return code === undefined ? '' : ` (${code})`
}

function refused(status: number, json: unknown, server: string): Asked<never> {
  const withProblems = PublishRefused.safeParse(json)
  if (withProblems.success) {
    const { error, problems } = withProblems.data
    return { ok: false, message: error.message, problems: problems as Problem[] }
  }
  const refusal = RefusalAnswer.safeParse(json)
  return no(
    refusal.success
      ? refusal.data.error.message
      : `${server} answered ${status}. Is it the address of a Throughline server?`,
  )
}

/** What a server left in its data folder, for whoever may read that. */
function leftIn(data: string, name: string): string | undefined {
  try {
    return readFileSync(join(data, name), 'utf8').trim()
  } catch {
    return undefined
  }
}

function no(message: string): { ok: false; message: string; problems: Problem[] } {
  return { ok: false, message, problems: [] }
}
