import type { Problem } from '../../problem.ts'
import { ask } from '../reading.ts'
import type { Subject } from '../subject.ts'

/**
 * Nobody is asked for what is known. A question that skips by itself is fine; where it never runs, that is a tip.
 * One that always asks is an error where the answer is certainly known, and a warning where it can be.
 */
export function asksKnown(subject: Subject): Problem[] {
  const { graph, known, readings, walks, flat } = subject
  return [...graph.nodes.values()].flatMap((node) => {
    const { id } = node
    if (!known.reached(id)) return []
    const skips = readings.get(id)?.skipWhen?.formula?.whenNot.unknown ?? []
    return ask(node, (type) => type.asks).flatMap(({ fact, skipsWhenKnown }) => {
      const declared = flat.journey.facts[fact]
      if (!declared || skips.includes(fact)) return []
      const name = subject.nameOf(id)
      const certain = known.certainly(id, fact)
      if (skipsWhenKnown) {
        if (!certain) return []
        const message = `${name} never asks: “${declared.label}” is known on every way here. Remove it, if it is not needed.`
        const why = 'Nothing: the question is left out by itself.'
        return [subject.about(id, 'asks.known', 'tip', message, why, { path: ['config'] })]
      }
      // What an earlier conversation left behind does not count here; what belongs to the customer does.
      const startKnowing = declared.scope === 'customer' ? [fact] : []
      const walk = walks.find(({ point, knows }) => point === id && knows(fact), [fact], {
        startKnowing,
        others: false,
      })
      if (!certain && !walk) return []
      const when = certain ? 'is known already' : 'can be known already'
      const message = `${name} asks for “${declared.label}” although it ${when}. Let it skip what is known, or confirm it instead.`
      const why = 'The customer has to say again what they said before.'
      return [
        subject.about(id, 'asks.known', certain ? 'error' : 'warning', message, why, {
          path: ['config'],
          walk: walk ?? walks.to(id),
        }),
      ]
    })
  })
}
