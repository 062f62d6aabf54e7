import type { ReferenceKind } from '#sdk'
import type { Problem } from '../../problem.ts'
import { ask } from '../reading.ts'
import type { Subject } from '../subject.ts'
import { givesNothing } from './handoff-context.ts'

const why = 'Customers who come here would get stuck.'

/** Everything that is named exists: steps, stages, documents, the workspace’s parts, facts, kinds of steps. */
export function referenceMissing(subject: Subject): Problem[] {
  const { graph, flat } = subject
  const inlining = flat.problems
    .filter(({ code, node }) => code === 'reference.missing' && !(node !== null && givesNothing(subject, node)))
    .map(({ node, message, why: reason, path }) =>
      node === null
        ? subject.about('', 'reference.missing', 'error', message, reason, { path })
        : subject.about(node, 'reference.missing', 'error', message, reason, {
            path: path.slice(2),
            walk: subject.walks.to(node),
          }),
    )
  return [
    ...inlining,
    ...[...graph.nodes.keys()].flatMap((id) => ofNode(subject, id)),
    ...Object.keys(flat.journey.stages).flatMap((id) => ofStage(subject, id)),
  ]
}

function ofNode(subject: Subject, id: string): Problem[] {
  const found = subject.graph.nodes.get(id)
  if (!found) return []
  const { node, type, outcomes, config } = found
  const name = subject.nameOf(id)
  const tell = (message: string, path: (string | number)[]) =>
    subject.about(id, 'reference.missing', 'error', message, why, { path, walk: subject.walks.to(id) })
  if (!type)
    return [
      tell(`${name} is a step of the kind “${node.type}”, which is not installed. Install it, or choose another.`, [
        'type',
      ]),
    ]
  const problems: Problem[] = []
  for (const [outcome, target] of Object.entries(node.next)) {
    const missing = whyNotTarget(subject, target)
    if (missing) problems.push(tell(`${name} leads to ${missing}`, ['next', outcome]))
    if (config === undefined || type.ends || Object.hasOwn(outcomes, outcome)) continue
    const message = `${name} has no outcome “${outcome}” any more. Remove its connection.`
    problems.push(
      subject.about(id, 'reference.missing', 'warning', message, 'This connection is never taken.', {
        path: ['next', outcome],
      }),
    )
  }
  if (node.skipTo !== undefined && config !== undefined && !Object.hasOwn(outcomes, node.skipTo)) {
    problems.push(
      tell(`${name} is passed by with the outcome “${node.skipTo}”, which it does not have. Choose another.`, [
        'skipTo',
      ]),
    )
  }
  const facts = new Map<string, (string | number)[]>()
  for (const { kind, id: named, path } of ask(found, (each) => each.references)) {
    if (kind === 'fact') facts.set(named, ['config', ...path])
    // Documents that cannot be laid out are told by the inlining, with the reason.
    else if (!(type.inlines && (kind === 'protocol' || kind === 'journey')) && !exists(subject, kind, named)) {
      problems.push(
        tell(
          `${name} needs the ${words[kind]} “${named}”, which the workspace does not have. Choose another, or add it.`,
          ['config', ...path],
        ),
      )
    }
  }
  for (const [fact, path] of namedFacts(subject, id)) if (!facts.has(fact)) facts.set(fact, path)
  for (const [fact, path] of facts) {
    if (Object.hasOwn(subject.flat.journey.facts, fact)) continue
    problems.push(
      tell(`${name} uses the fact “${fact}”, which is not declared. Declare it, or correct its name.`, path),
    )
  }
  return problems
}

/** The facts that a node's texts name, and those it needs, asks for or captures. */
function namedFacts({ graph, readings }: Subject, id: string): [string, (string | number)[]][] {
  const node = graph.nodes.get(id)
  if (!node || node.config === undefined) return []
  const captured = Object.values(node.outcomes).flatMap(({ captures, mayCapture }) => [
    ...(captures?.(node.config) ?? []),
    ...(mayCapture?.(node.config) ?? []),
  ])
  const asked = ask(node, (type) => type.asks).map(({ fact }) => fact)
  const inTexts = (readings.get(id)?.templates ?? []).flatMap(({ path, inserts }) =>
    inserts
      .filter(({ from }) => from === 'fact')
      .map(({ name }) => [name, ['config', ...path]] as [string, (string | number)[]]),
  )
  const rest = [...captured, ...asked, ...ask(node, (type) => type.needs)]
  return [...inTexts, ...rest.map((fact) => [fact, ['config']] as [string, (string | number)[]])]
}

function ofStage(subject: Subject, id: string): Problem[] {
  const stage = subject.flat.journey.stages[id]
  if (!stage) return []
  const targets: [string, string, (string | number)[]][] = Object.entries(stage.on).map(([event, target]) => [
    event,
    target,
    ['on', event],
  ])
  if (stage.within) targets.push(['its time limit', stage.within.else, ['within', 'else']])
  if (stage.done !== undefined) targets.push(['its end', stage.done, ['done']])
  return targets.flatMap(([what, target, path]) => {
    const missing = whyNotTarget(subject, target)
    const message = `In the stage ${subject.nameOf(id)}, ${what} leads to ${missing}`
    return missing ? [subject.about(id, 'reference.missing', 'error', message, why, { path })] : []
  })
}

function whyNotTarget({ flat }: Subject, target: string): string | undefined {
  const { nodes, stages } = flat.journey
  if (!target.startsWith('resume:'))
    return Object.hasOwn(nodes, target)
      ? undefined
      : `the step “${target}”, which does not exist. Connect it to another.`
  const stage = target.slice('resume:'.length)
  if (!Object.hasOwn(stages, stage)) return `the stage “${stage}”, which does not exist. Choose another.`
  return stages[stage]?.resumable
    ? undefined
    : `the stage “${stages[stage]?.name || stage}”, which cannot be resumed. Allow coming back to it.`
}

const words: Record<ReferenceKind, string> = {
  queue: 'queue',
  hours: 'opening hours',
  skill: 'skill',
  knowledge: 'knowledge base',
  protocol: 'protocol',
  journey: 'journey',
  fact: 'fact',
  secret: 'secret',
}

function exists({ catalog }: Subject, kind: ReferenceKind, id: string): boolean {
  const { workspace, documents } = catalog
  if (kind === 'secret') return workspace.secrets.includes(id)
  if (kind === 'protocol' || kind === 'journey') return Object.hasOwn(documents, id) && documents[id]?.kind === kind
  const parts = {
    queue: workspace.queues,
    hours: workspace.hours,
    skill: workspace.skills,
    knowledge: workspace.knowledge,
    fact: workspace.facts,
  }
  return Object.hasOwn(parts[kind], id)
}
