import type { Graph } from '../graph.ts'
import type { Walk } from '../problem.ts'

/** Whether a walk can be followed in the graph from a start, step by step. Its last step may lead nowhere. */
export function isRealWalk(graph: Graph, walk: Walk): boolean {
  let at = new Set(graph.entries.map((entry) => `${entry}\n0`))
  for (let grown = -1; grown !== at.size; ) {
    grown = at.size
    for (const moment of [...at]) {
      const [point = '', done = '0'] = moment.split('\n')
      for (const { to, steps } of graph.out(point)) {
        const fits = steps.every((step, index) => {
          const expected = walk[Number(done) + index]
          return expected?.node === step.node && expected.outcome === step.outcome
        })
        if (fits) at = at.add(`${to ?? ''}\n${Number(done) + steps.length}`)
      }
    }
  }
  return [...at].some((moment) => {
    const [point = '', done = '0'] = moment.split('\n')
    const rest = walk.slice(Number(done))
    const loose = rest[0]
    if (rest.length > 1) return false
    return loose === undefined || (loose.node === point && Object.hasOwn(graph.nodes.get(point)?.outcomes ?? {}, loose.outcome))
  })
}
