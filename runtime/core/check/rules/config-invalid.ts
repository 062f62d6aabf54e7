import { isReservedName } from '../../formula.ts'
import { titleAt } from '../../issue-words.ts'
import { type Problem, problem } from '../../problem.ts'
import { type NodeFormula, readDuration } from '../reading.ts'
import type { Subject } from '../subject.ts'

const why = 'The step cannot run like this, so customers would get stuck here.'

/** Every step is completely and correctly set up: its settings, texts and formulas. */
export function configInvalid(subject: Subject): Problem[] {
  return [
    ...factNames(subject),
    ...passedOn(subject),
    ...[...subject.graph.nodes.keys()].flatMap((id) => [...settings(subject, id), ...texts(subject, id)]),
  ]
}

/** Facts that a called document would take for one another. */
function passedOn(subject: Subject): Problem[] {
  return subject.flat.problems.flatMap(({ code, node, message, why: reason, path }) =>
    code === 'config.invalid' && node !== null
      ? [subject.about(node, code, 'error', message, reason, { path: path.slice(2), walk: subject.walks.to(node) })]
      : [],
  )
}

function settings(subject: Subject, id: string): Problem[] {
  const { type, issues = [] } = subject.graph.nodes.get(id) ?? {}
  return issues.flatMap((issue) => {
    const { path } = issue
    // A fact left out without a reason is a handoff without context, which has a rule of its own.
    if (type?.inlines?.kind === 'protocol' && path[0] === 'leaveOut') return []
    const title = type ? titleAt(type.config, path) : ''
    const where = title === '' ? '' : ` at “${title}”`
    const message = `${subject.nameOf(id)} is not set up${where}: ${issue.message}`
    return [
      subject.about(id, 'config.invalid', 'error', message, why, {
        path: ['config', ...path],
        walk: subject.walks.to(id),
      }),
    ]
  })
}

function texts(subject: Subject, id: string): Problem[] {
  const reading = subject.readings.get(id)
  const node = subject.graph.nodes.get(id)?.node
  if (!reading || !node) return []
  const tell = (path: (string | number)[], message: string) =>
    subject.about(id, 'config.invalid', 'error', `${subject.nameOf(id)}: ${message}`, why, {
      path,
      walk: subject.walks.to(id),
    })
  const formula = (prefix: string[]) => (each: NodeFormula) =>
    each.problems.map(({ message }) => tell([...prefix, ...each.path], message))
  const durations = [
    { path: ['timeout'], value: node.timeout },
    { path: ['retry', 'after'], value: node.retry?.after },
  ]
  return [
    ...reading.templates.flatMap(({ path, problem: message }) =>
      message === undefined ? [] : [tell(['config', ...path], message)],
    ),
    ...reading.formulas.flatMap(formula(['config'])),
    ...(reading.skipWhen ? formula([])(reading.skipWhen) : []),
    ...durations.flatMap(({ path, value }) =>
      value !== undefined && readDuration(value) === undefined
        ? [tell(path, `“${value}” is not a length of time. Write one such as PT4H.`)]
        : [],
    ),
    ...(node.skipWhen !== undefined && node.skipTo === undefined
      ? [tell(['skipTo'], 'It may be passed by, but not where to. Choose the outcome to go on with.')]
      : []),
  ]
}

function factNames({ journey, catalog, flat }: Subject): Problem[] {
  return Object.entries(flat.journey.facts).flatMap(([name, { validFor }]) => {
    const path = ['facts', name]
    if (isReservedName(name) && (Object.hasOwn(journey.facts, name) || Object.hasOwn(catalog.workspace.facts, name))) {
      const message = `A fact cannot be called “${name}”, because formulas use this word for something else. Rename it.`
      return [
        problem('config.invalid', 'error', null, message, 'Texts and decisions would look at something else.', {
          path,
        }),
      ]
    }
    if (validFor === undefined || readDuration(validFor) !== undefined) return []
    const message = `“${validFor}” is not a length of time. Write one such as P30D.`
    return [
      problem('config.invalid', 'error', null, message, 'Nobody could tell how long it holds.', {
        path: [...path, 'validFor'],
      }),
    ]
  })
}
