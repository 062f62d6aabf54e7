import type { Problem, Severity, Walk } from '../../problem.ts'
import { ask } from '../reading.ts'
import type { Subject } from '../subject.ts'

/** A fact that a node uses, and what happens when it is not known. */
interface Use {
  fact: string
  path: (string | number)[]
  in: 'text' | 'decision' | 'value' | 'need'
  /** Facts that are known wherever this use matters. */
  given: readonly string[]
}

/** No fact is used before it is known on every way there. */
export function factUnknown(subject: Subject): Problem[] {
  return [...subject.graph.nodes.keys()].flatMap((id) => [...profileFields(subject, id), ...facts(subject, id)])
}

function facts(subject: Subject, id: string): Problem[] {
  const { flat, known, walks } = subject
  // What a protocol is given is known only where it is used: the journeys that hand over are checked with it inside.
  if (flat.journey.kind === 'protocol' || !known.reached(id)) return []
  const told = new Set<string>()
  return uses(subject, id).flatMap(({ fact, path, in: where, given }) => {
    if (!Object.hasOwn(flat.journey.facts, fact) || given.includes(fact) || known.certainly(id, fact)) return []
    if (told.has(`${fact} ${path.join('.')}`)) return []
    told.add(`${fact} ${path.join('.')}`)
    const walk = walks.find(({ point, knows }) => point === id && !knows(fact) && passes(subject, id, knows), [fact])
    if (walk === null) return []
    const when = subject.learned().certainly(id, fact)
      ? 'which may no longer hold here, because the waits on the way can last longer than it does'
      : known.possibly(id, fact)
        ? 'which is not known on every way here'
        : 'which is never known here'
    return [tell(subject, id, { fact, where, path, when, walk: walk ?? walks.to(id) })]
  })
}

/** A node that is passed by uses nothing. */
function passes({ readings }: Subject, id: string, knows: (fact: string) => boolean): boolean {
  const whenNot = readings.get(id)?.skipWhen?.formula?.whenNot
  return !whenNot || (whenNot.known.every(knows) && !whenNot.unknown.some(knows))
}

function uses({ graph, readings }: Subject, id: string): Use[] {
  const node = graph.nodes.get(id)
  const reading = readings.get(id)
  if (!node || !reading) return []
  const given = reading.skipWhen?.formula?.whenNot.known ?? []
  const before: string[] = [...given]
  const inFormulas = reading.formulas.flatMap(({ path, formula, expected }) => {
    const where = expected === 'value' ? 'value' : 'decision'
    const found = (formula?.facts ?? [])
      .filter(({ guarded }) => !guarded)
      .map(({ name }): Use => ({ fact: name, path: ['config', ...path], in: where, given: [...before] }))
    // The rows of a decision are tried in order: a later one is looked at only when those before it are not true.
    if (node.type?.group === 'decide') before.push(...(formula?.whenNot.known ?? []))
    return found
  })
  return [
    ...reading.templates.flatMap(({ path, inserts }) =>
      inserts
        .filter(({ from, fallback }) => from === 'fact' && fallback === undefined)
        .map(({ name }): Use => ({ fact: name, path: ['config', ...path], in: 'text', given })),
    ),
    ...inFormulas,
    ...ask(node, (type) => type.needs).map((fact): Use => ({ fact, path: ['config'], in: 'need', given })),
  ]
}

function tell(
  subject: Subject,
  id: string,
  {
    fact,
    where,
    path,
    when,
    walk,
  }: { fact: string; where: Use['in']; path: Use['path']; when: string; walk: Walk | null },
): Problem {
  const name = subject.nameOf(id)
  const label = subject.flat.journey.facts[fact]?.label ?? fact
  const severity: Severity = where === 'decision' || where === 'value' ? 'warning' : 'error'
  const [message, why] = {
    text: [
      `${name} says “${label}”, ${when}. Ask for it first, or give words to use instead: {{${fact} ?? "…"}}.`,
      'The customer would get a sentence with a hole in it.',
    ],
    decision: [
      `${name} decides by “${label}”, ${when}. Ask for it first, or test known(${fact}) too.`,
      'Where it is not known the decision comes out as if it were not true.',
    ],
    value: [
      `${name} works something out from “${label}”, ${when}. Ask for it first.`,
      'Where it is not known nothing comes out, and the fact stays as it was.',
    ],
    need: [`${name} needs “${label}”, ${when}. Ask for it first.`, 'The step would run without what it is about.'],
  }[where] as [string, string]
  return subject.about(id, 'fact.unknown', severity, message, why, { path, walk })
}

function profileFields(subject: Subject, id: string): Problem[] {
  const { profile } = subject.catalog.workspace
  return (subject.readings.get(id)?.templates ?? []).flatMap(({ path, inserts }) =>
    inserts.flatMap(({ from, name }) => {
      if (from !== 'profile' || Object.hasOwn(profile, name)) return []
      const message = `${subject.nameOf(id)} says the profile field “${name}”, which the workspace does not have. Add it there, or correct its name.`
      const why = 'It is never known, so the customer would get a sentence with a hole in it.'
      return [
        subject.about(id, 'fact.unknown', 'error', message, why, {
          path: ['config', ...path],
          walk: subject.walks.to(id),
        }),
      ]
    }),
  )
}
