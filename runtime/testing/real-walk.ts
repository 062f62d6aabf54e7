import type { Graph, Walk } from '#core'

/** Whether a walk can be followed in the graph from a start, step by step. Its last step may lead nowhere. */
export function isRealWalk(graph: Graph, walk: Walk): boolean {
  const moments = graph.entries.map((point) => ({ point, done: 0 }))
  const seen = new Set(moments.map(({ point }) => `${point} 0`))
  for (const { point, done } of moments) {
    if (done === walk.length || isLooseEnd(graph, point, walk.slice(done))) return true
    for (const { to, steps } of graph.out(point)) {
      const after = done + steps.length
      const fits = steps.every((step, index) => {
        const taken = walk[done + index]
        return taken?.node === step.node && taken.outcome === step.outcome
      })
      if (!fits || seen.has(`${to} ${after}`)) continue
      seen.add(`${to} ${after}`)
      moments.push({ point: to ?? '', done: after })
    }
  }
  return false
}

function isLooseEnd(graph: Graph, point: string, rest: Walk): boolean {
  const [last] = rest
  const node = graph.nodes.get(point)
  return rest.length === 1 && last?.node === point && node !== undefined && Object.hasOwn(node.outcomes, last.outcome)
}

/**
 * Whether what a run did is in the graph. In regions side by side the steps of several walks come in turns, so there each
 * must follow from one of those before it.
 */
export function isRealRun(graph: Graph, trail: Walk): boolean {
  if (![...graph.nodes.values()].some(({ regions }) => regions.size > 0)) return isRealWalk(graph, trail)
  const been = new Set(graph.entries)
  for (let done = 0; done < trail.length; ) {
    // What shows nothing happens by itself.
    for (const point of been)
      for (const { to, steps } of graph.out(point)) if (to !== null && steps.length === 0) been.add(to)
    const taken = [...been].flatMap((point) =>
      graph.out(point).filter(({ steps }) => steps.length > 0 && startsWith(trail.slice(done), steps)),
    )
    const longest = Math.max(0, ...taken.map(({ steps }) => steps.length))
    if (longest === 0) return false
    for (const { to } of taken) if (to !== null) been.add(to)
    done += longest
  }
  return true
}

function startsWith(walk: Walk, steps: readonly Walk[number][]): boolean {
  return steps.every(({ node, outcome }, index) => walk[index]?.node === node && walk[index]?.outcome === outcome)
}
