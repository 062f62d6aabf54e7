import type { Graph } from '../graph.ts'
import type { Journey } from '../journey.ts'
import type { Step } from './step.ts'

/** Facts that can be learned or lost at the same time in other regions. */
export interface Beside {
  learns: readonly string[]
  loses: readonly string[]
}

/**
 * What other regions can do to what is known while a step is followed. Regions take turns in ways nobody can foresee, so
 * whatever another region of a stage can do at all counts on every step in, inside and out of one.
 */
export function besideOf(graph: Graph, steps: readonly Step[], journey: Journey): ((step: Step) => Beside) | undefined {
  const all = Object.keys(journey.facts)
  const done = new Map<string, { learns: Set<string>; loses: Set<string> }>()
  for (const { edge, learns, maybe, loses } of steps) {
    const node = graph.nodes.get(edge.from)
    for (const [stage, region] of node?.regions ?? []) {
      const key = `${stage} ${region}`
      const what = done.get(key) ?? { learns: new Set(), loses: new Set() }
      done.set(key, what)
      for (const fact of node?.type?.role === 'with-agent' ? all : [...learns, ...maybe]) what.learns.add(fact)
      for (const fact of loses) what.loses.add(fact)
    }
  }
  if (done.size === 0) return undefined
  const followed = new Set(all)
  const known = new Map<string, Beside>()
  return ({ edge }) => {
    const places = [edge.from, edge.to ?? ''].flatMap((point) => [...(graph.nodes.get(point)?.regions ?? [])])
    const key = JSON.stringify(places)
    const before = known.get(key)
    if (before) return before
    const others = places.flatMap(([stage, region]) =>
      Object.keys(journey.stages[stage]?.regions ?? {}).flatMap((each) =>
        each === region ? [] : [`${stage} ${each}`],
      ),
    )
    const union = (what: 'learns' | 'loses') =>
      [...new Set(others.flatMap((other) => [...(done.get(other)?.[what] ?? [])]))].filter((fact) => followed.has(fact))
    const beside = { learns: union('learns'), loses: union('loses') }
    known.set(key, beside)
    return beside
  }
}
