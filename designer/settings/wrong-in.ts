import type { z } from 'zod'
import { Workspace } from '#core'
import { t } from '../i18n/t.ts'

/** A time that can be compared; what is none is told by the schema. */
const written = /^\d\d:\d\d$/

/** What is wrong, in words, by where it is: `queues.billing.name`. */
export type Wrong = Readonly<Record<string, string>>

/** Reads a workspace as the server will, and says what is wrong with it in words for whoever filled it in. */
export function wrongIn(workspace: Workspace): Wrong {
  const wrong: Record<string, string> = {}
  const note = (path: readonly PropertyKey[], words: string) => {
    wrong[path.map(String).join('.')] ??= words
  }
  for (const issue of Workspace.safeParse(workspace).error?.issues ?? []) note(issue.path, wordsFor(issue))
  for (const [id, { week, special }] of Object.entries(workspace.hours)) {
    const days = { week, special } as const
    for (const [kind, byDay] of Object.entries(days)) {
      for (const [day, spans = []] of Object.entries(byDay)) {
        for (const [at, [from, to]] of spans.entries()) {
          const before = spans[at - 1]?.[1]
          if (![from, to].every((time) => written.test(time))) continue
          if (from >= to) note(['hours', id, kind, day, at, 1], t('It must close after it opens.'))
          else if (before !== undefined && from < before)
            note(['hours', id, kind, day, at, 0], t('It must open after it closed before.'))
        }
      }
    }
  }
  for (const [id, { name, hours }] of Object.entries(workspace.queues)) {
    if (hours !== undefined && !Object.hasOwn(workspace.hours, hours))
      note(
        ['queues', id, 'hours'],
        t('The queue “{queue}” opens by hours that are not there. Choose others for it first.', { queue: name }),
      )
  }
  const { queue } = workspace.unclaimed
  if (queue !== undefined && !Object.hasOwn(workspace.queues, queue))
    note(['unclaimed', 'queue'], t('Unanswered messages wait in a queue that is not there. Choose another one first.'))
  return wrong
}

function wordsFor(issue: z.core.$ZodIssue): string {
  const field = issue.path.at(-1)
  if (field === 'zone') return t('Choose a time zone.')
  if (issue.code === 'invalid_key') {
    if (issue.path.includes('special')) return t('Choose a date.')
    return field === '' ? t('Write an id.') : wordsFor({ ...(issue.issues[0] ?? issue), path: issue.path })
  }
  if (issue.code === 'too_small') {
    if (issue.path[0] === 'agentWords') return t('Words need at least two letters.')
    return field === 'text' ? t('Write what the customer is told.') : t('Write a name.')
  }
  if (issue.code === 'too_big') return t('At most {n} letters.', { n: String(issue.maximum) })
  return t(issue.message)
}
