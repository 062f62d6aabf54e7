import type { Catalog, Journey, Node } from '#core'
import { outcomesOf } from '#core'
import { stepName } from '../editor/names.ts'
import { t, tn } from '../i18n/t.ts'
import { schemaOf, titleOf } from '../inspector/fields/schema.ts'
import { durationWords } from '../ui/duration.ts'

/** One change since the release, in words. */
export interface Change {
  kind: 'added' | 'removed' | 'changed'
  words: string
}

/** What changed since a release, for people. Where things stand on the canvas does not count. */
export function changesBetween(before: Journey | null, after: Journey, catalog: Catalog): Change[] {
  if (!before) {
    const steps = Object.keys(after.nodes).length
    return [
      { kind: 'added', words: t('The first release, with {steps}.', { steps: tn(steps, '1 step', '{n} steps') }) },
    ]
  }
  return [
    ...(before.name === after.name ? [] : [changed(t('Renamed to “{name}”', { name: after.name }))]),
    ...(before.description === after.description ? [] : [changed(t('What it is for was rewritten'))]),
    ...(before.priority === after.priority
      ? []
      : [changed(t('Priority: {from} → {to}', { from: before.priority, to: after.priority }))]),
    ...Object.keys(after.nodes)
      .filter((id) => !before.nodes[id])
      .map((id) => added(t('Step “{step}”', { step: stepName(after, id) }))),
    ...Object.keys(before.nodes)
      .filter((id) => !after.nodes[id])
      .map((id) => removed(t('Step “{step}”', { step: stepName(before, id) }))),
    ...Object.keys(after.nodes).flatMap((id) => {
      const [was, is] = [before.nodes[id], after.nodes[id]]
      return was && is ? nodeChanges(was, is, before, after, id, catalog).map(changed) : []
    }),
    ...tableChanges(before.facts, after.facts, (name) => t('Data “{name}”', { name })),
    ...tableChanges(before.stages, after.stages, (id) =>
      t('Stage “{name}”', { name: after.stages[id]?.name || before.stages[id]?.name || id }),
    ),
    ...(same(before.suppressed, after.suppressed) ? [] : [changed(t('Accepted problems'))]),
  ]
}

function nodeChanges(was: Node, is: Node, before: Journey, after: Journey, id: string, catalog: Catalog): string[] {
  const step = stepName(after, id)
  const type = catalog.nodes.get(is.type)
  const outcomes = outcomesOf(is, catalog)
  const lines: string[] = []
  if (was.name !== is.name) lines.push(t('“{from}” is now called “{to}”', { from: was.name || id, to: is.name || id }))
  if (was.type !== is.type) lines.push(t('“{step}” is now: {kind}', { step, kind: type ? t(type.title) : is.type }))
  else {
    for (const key of keysOf(was.config, is.config)) {
      if (same(was.config[key], is.config[key])) continue
      const title = type ? titleOf(key, schemaOf(type).properties?.[key] ?? {}) : key
      lines.push(
        t('“{step}”, {field}: {from} → {to}', {
          step,
          field: t(title),
          from: shown(was.config[key]),
          to: shown(is.config[key]),
        }),
      )
    }
  }
  for (const outcome of keysOf(was.next, is.next)) {
    if (was.next[outcome] === is.next[outcome]) continue
    const label = t(outcomes[outcome]?.label ?? outcome)
    const to = is.next[outcome] ? targetName(after, is.next[outcome]) : t('nowhere')
    const from = was.next[outcome] ? targetName(before, was.next[outcome]) : t('nowhere')
    lines.push(t('“{step}”, {outcome}: to {to} instead of {from}', { step, outcome: label, to, from }))
  }
  if (was.timeout !== is.timeout)
    lines.push(
      t('“{step}” waits {to} instead of {from}', {
        step,
        from: waitWords(was.timeout),
        to: waitWords(is.timeout),
      }),
    )
  if (!same([was.retry, was.skipWhen, was.skipTo], [is.retry, is.skipWhen, is.skipTo]))
    lines.push(t('“{step}”: retries or when it is passed by', { step }))
  return lines
}

function tableChanges(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  words: (key: string) => string,
): Change[] {
  return keysOf(before, after).flatMap((key) => {
    if (!(key in before)) return [added(words(key))]
    if (!(key in after)) return [removed(words(key))]
    return same(before[key], after[key]) ? [] : [changed(words(key))]
  })
}

function targetName(journey: Journey, to: string): string {
  return to.startsWith('resume:')
    ? t('back into {stage}', { stage: journey.stages[to.slice(7)]?.name || to.slice(7) })
    : `“${stepName(journey, to)}”`
}

function waitWords(duration: string | undefined): string {
  return duration === undefined ? t('for good') : durationWords(duration)
}

function shown(value: unknown): string {
  if (value === undefined || value === '') return t('nothing')
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `“${text.slice(0, 57)}…”` : `“${text}”`
}

function keysOf(one: object, other: object): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
}

function same(one: unknown, other: unknown): boolean {
  return stable(one) === stable(other)
}

function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, each) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    ) ?? ''
  )
}

function added(words: string): Change {
  return { kind: 'added', words }
}

function removed(words: string): Change {
  return { kind: 'removed', words }
}

function changed(words: string): Change {
  return { kind: 'changed', words }
}
