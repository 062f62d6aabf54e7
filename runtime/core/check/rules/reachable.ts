import type { Problem } from '../../problem.ts'
import { problem } from '../../problem.ts'
import type { Subject } from '../subject.ts'
import { canTimeOut } from './outcome-loose.ts'

/** There is a step to start with. */
export function entryMissing({ journey, graph }: Subject): Problem[] {
  // A protocol without its first step is a handoff without context, which has a rule of its own.
  if (graph.entries.length > 0 || journey.kind === 'protocol') return []
  const message = `“${journey.name}” has no start. Add a start step, such as “Customer gets in touch”.`
  return [
    problem('entry.missing', 'error', null, message, 'No customer ever gets into this journey.', { path: ['nodes'] }),
  ]
}

/** Something leads to every step. */
export function nodeUnreachable(subject: Subject): Problem[] {
  const { graph, known, journey } = subject
  if (graph.entries.length === 0) return []
  return Object.keys(journey.nodes).flatMap((id) => {
    const node = graph.nodes.get(id)
    if (!node || known.reached(id)) return []
    const message = `Nothing leads to ${subject.nameOf(id)}. Connect a step to it, or remove it.`
    return [subject.about(id, 'node.unreachable', 'warning', message, 'No customer ever gets here.')]
  })
}

/** From everywhere there is a way to an end. Told once for each circle that has none. */
export function endUnreachable(subject: Subject): Problem[] {
  const { graph, known } = subject
  const into = new Map<string, string[]>()
  const open: string[] = []
  for (const { from, to } of graph.edges) {
    if (to === null) open.push(from)
    else if (into.has(to)) into.get(to)?.push(from)
    else into.set(to, [from])
  }
  for (const { id, node, type, outcomes } of graph.nodes.values()) {
    // What leads nowhere is told by another rule already.
    const leadsNowhere = (outcome: string) =>
      Object.hasOwn(node.next, outcome)
        ? !isThere(subject, node.next[outcome] as string)
        : outcome !== 'no_answer' || canTimeOut(subject, id)
    if (
      !type ||
      type.ends ||
      Object.keys(outcomes).some(leadsNowhere) ||
      (Object.keys(outcomes).length === 0 && !graph.nodes.get(id)?.isFrame)
    )
      open.push(id)
  }
  const ending = new Set<string>(open)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const before of into.get(next) ?? []) {
      if (ending.has(before)) continue
      ending.add(before)
      open.push(before)
    }
  }
  const told = new Set<string>()
  return [...graph.nodes.keys()].flatMap((id) => {
    if (ending.has(id) || told.has(id) || !known.reached(id)) return []
    for (const each of onward(subject, id)) told.add(each)
    const message = `From ${subject.nameOf(id)} on no way leads to an end. Lead one of the outcomes on to an end.`
    const why = 'Customers go round in circles and are never done.'
    return [subject.about(id, 'end.unreachable', 'error', message, why, { walk: subject.walks.to(id) })]
  })
}

function isThere({ flat }: Subject, target: string): boolean {
  return target.startsWith('resume:')
    ? Object.hasOwn(flat.journey.stages, target.slice(7))
    : Object.hasOwn(flat.journey.nodes, target)
}

function onward({ graph }: Subject, start: string): Set<string> {
  const seen = new Set([start])
  for (const point of seen) for (const { to } of graph.out(point)) if (to !== null) seen.add(to)
  return seen
}
