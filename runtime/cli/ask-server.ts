import { existsSync, readFileSync } from 'node:fs'
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
  if (!URL.canParse(server)) return no(`“${server}” is not an address. Write it as https://….`)
  // The token in the folder is for the server on that folder, and goes to no other.
  const token =
    options.token ??
    process.env.THROUGHLINE_TOKEN ??
    (given === undefined || given === leftIn(data, 'cli-url') ? leftIn(data, 'cli-token') : undefined)
  if (token === undefined)
    return no(
      'A token is needed: pass --token, or set THROUGHLINE_TOKEN. An admin makes one in the designer’s settings or with POST /api/tokens.',
    )
  let response: Response
  try {
    response = await fetch(new URL(path, server), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: body ?? '{}' } : {}),
      redirect: 'error',
    })
  } catch {
    return no(`The server at ${server} does not answer. Is it running?`)
  }
  const json: unknown = await response.json().catch(() => undefined)
  if (!response.ok) return refused(response.status, json)
  const parsed = answer.safeParse(json)
  return parsed.success
    ? { ok: true, value: parsed.data }
    : no('The server answered something this version does not understand.')
}

function refused(status: number, json: unknown): Asked<never> {
  const withProblems = PublishRefused.safeParse(json)
  if (withProblems.success) {
    const { error, problems } = withProblems.data
    return { ok: false, message: error.message, problems: problems as Problem[] }
  }
  const refusal = RefusalAnswer.safeParse(json)
  return no(refusal.success ? refusal.data.error.message : `The server answered ${status}.`)
}

function leftIn(data: string, name: string): string | undefined {
  const file = join(data, name)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

function no(message: string): { ok: false; message: string; problems: Problem[] } {
  return { ok: false, message, problems: [] }
}
