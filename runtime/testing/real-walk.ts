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
