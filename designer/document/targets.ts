import type { Journey } from '#core'

/** One connection of the document: from a node's outcome or a stage's way out, to a node or `resume:<stage>`. */
export interface Link {
  /** What it leaves: a node's outcome, a stage's interrupt, its time limit, or the end of its regions. */
  kind: 'outcome' | 'on' | 'within' | 'done'
  from: string
  outcome: string
  to: string
}

/** Every connection of a document, nodes first. */
export function linksOf(journey: Journey): Link[] {
  const links: Link[] = []
  for (const [from, node] of Object.entries(journey.nodes)) {
    for (const [outcome, to] of Object.entries(node.next)) links.push({ kind: 'outcome', from, outcome, to })
  }
  for (const [from, stage] of Object.entries(journey.stages)) {
    for (const [outcome, to] of Object.entries(stage.on)) links.push({ kind: 'on', from, outcome, to })
    if (stage.within) links.push({ kind: 'within', from, outcome: 'within', to: stage.within.else })
    if (stage.done) links.push({ kind: 'done', from, outcome: 'done', to: stage.done })
  }
  return links
}

/** The document with every connection's target mapped; `null` cuts the connection where that is possible. */
export function mapTargets(journey: Journey, map: (to: string) => string | null): Journey {
  const nodes = Object.fromEntries(
    Object.entries(journey.nodes).map(([id, node]) => {
      const next = mapRecord(node.next, map)
      return [id, next === node.next ? node : { ...node, next }]
    }),
  )
  const stages = Object.fromEntries(
    Object.entries(journey.stages).map(([id, stage]) => {
      const on = mapRecord(stage.on, map)
      const other = stage.within && map(stage.within.else)
      const done = stage.done === undefined ? undefined : (map(stage.done) ?? undefined)
      // A time limit without a target is no time limit: the schema asks for both.
      const within = stage.within && other ? { ...stage.within, else: other } : undefined
      const same = on === stage.on && done === stage.done && within?.else === stage.within?.else
      return [id, same ? stage : { ...stage, on, within, done }]
    }),
  )
  return { ...journey, nodes, stages }
}

function mapRecord(record: Record<string, string>, map: (to: string) => string | null): Record<string, string> {
  const entries = Object.entries(record)
  const mapped = entries.flatMap(([key, to]) => {
    const next = map(to)
    return next === null ? [] : [[key, next] as const]
  })
  return mapped.length === entries.length && mapped.every(([, to], index) => to === entries[index]?.[1])
    ? record
    : Object.fromEntries(mapped)
}

/** The stage a connection's target comes back to, when it is `resume:<stage>`. */
export function resumedStage(to: string): string | null {
  return to.startsWith('resume:') ? to.slice('resume:'.length) : null
}
