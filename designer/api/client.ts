import type { z } from 'zod'
import {
  CreatedAnswer,
  DocumentAnswer,
  DocumentsAnswer,
  DoneAnswer,
  MeAnswer,
  type ProblemBody,
  PublishedAnswer,
  PublishRefused,
  RefusalAnswer,
  ReleaseAnswer,
  ReleasesAnswer,
  RolledBackAnswer,
  WorkspaceAnswer,
} from '#api'
import type { Problem } from '#core'
import { t } from '../i18n/t.ts'

/** What a request came to: what was asked for, or why not. */
export type Answer<T> =
  | { ok: true; value: T }
  | { ok: false; status: number; code: string; message: string; problems?: Problem[] }

/** Everything the designer asks the server, answers parsed. */
export const api = {
  me: () => ask('GET', '/api/me', MeAnswer),
  documents: () => ask('GET', '/api/documents', DocumentsAnswer),
  document: (id: string) => ask('GET', `/api/documents/${encodeURIComponent(id)}`, DocumentAnswer),
  create: (document: object) => ask('POST', '/api/documents', CreatedAnswer, { document }),
  replace: (id: string, document: object) =>
    ask('PUT', `/api/documents/${encodeURIComponent(id)}`, DoneAnswer, { document }),
  remove: (id: string) => ask('DELETE', `/api/documents/${encodeURIComponent(id)}`, DoneAnswer),
  publish: (id: string, note: string, acceptWarnings: boolean) =>
    ask('POST', `/api/documents/${encodeURIComponent(id)}/publish`, PublishedAnswer, { note, acceptWarnings }),
  releases: (id: string) => ask('GET', `/api/releases?document=${encodeURIComponent(id)}`, ReleasesAnswer),
  release: (hash: string) => ask('GET', `/api/releases/${encodeURIComponent(hash)}`, ReleaseAnswer),
  rollback: (id: string) => ask('POST', `/api/documents/${encodeURIComponent(id)}/rollback`, RolledBackAnswer, {}),
  workspace: () => ask('GET', '/api/workspace', WorkspaceAnswer),
}

/** Asks the server and parses what it answers. */
export async function ask<T>(method: string, path: string, answer: z.ZodType<T>, body?: unknown): Promise<Answer<T>> {
  let response: Response
  let json: unknown
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    json = await response.json().catch(() => undefined)
  } catch {
    return {
      ok: false,
      status: 0,
      code: 'server.unreachable',
      message: t('The server cannot be reached. Try again in a moment.'),
    }
  }
  if (!response.ok) return refusal(response.status, json)
  const parsed = answer.safeParse(json ?? { ok: true })
  if (parsed.success) return { ok: true, value: parsed.data }
  return {
    ok: false,
    status: response.status,
    code: 'answer.unknown',
    message: t('The server answered something this page does not understand. Reload the page.'),
  }
}

function refusal(status: number, json: unknown): Answer<never> {
  const withProblems = PublishRefused.safeParse(json)
  if (withProblems.success)
    return {
      ok: false,
      status,
      ...withProblems.data.error,
      problems: withProblems.data.problems as z.output<typeof ProblemBody>[],
    }
  const refused = RefusalAnswer.safeParse(json)
  if (refused.success) return { ok: false, status, ...refused.data.error }
  return {
    ok: false,
    status,
    code: 'server.failed',
    message: t('The server answered {status}. Try again, or look at its log.', { status }),
  }
}
