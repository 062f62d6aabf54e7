import type { Problem } from '../../problem.ts'
import type { Subject } from '../subject.ts'

/** No two regions of a stage can wait for the same message of the customer at once. */
export function regionContention(subject: Subject): Problem[] {
  const { graph, flat, known, walks } = subject
  return Object.entries(flat.journey.stages).flatMap(([id, stage]) => {
    const listening = Object.entries(stage.regions ?? {}).flatMap(([region, { name, nodes }]) => {
      const inside = new Set(nodes)
      const listener = [...graph.nodes.values()].find(
        (node) =>
          node.waits.includes('message.received') &&
          known.reached(node.id) &&
          [node.id, ...node.frames].some((each) => inside.has(each)),
      )
      return listener ? [{ region: name || region, listener: listener.id }] : []
    })
    const [first, second] = listening
    if (!first || !second) return []
    const message = `In the stage ${subject.nameOf(id)}, ${subject.nameOf(first.listener)} and ${subject.nameOf(second.listener)} can wait for the customer’s message at the same time. Keep the conversation in one region.`
    const why = 'One message would answer two questions.'
    return [
      subject.about(id, 'region.contention', 'error', message, why, {
        path: ['regions'],
        walk: walks.to(first.listener),
      }),
    ]
  })
}
