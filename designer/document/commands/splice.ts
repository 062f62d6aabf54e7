import type { Journey } from '#core'
import type { Link } from '../targets.ts'
import { connect } from './connect.ts'

/** Puts a step into a connection: the way out leads to it, and its first outcome leads where the way out led. */
export function splice(journey: Journey, link: Link, node: string, firstOutcome: string | undefined): Journey {
  if (!journey.nodes[node] || link.from === node || link.to === node) return journey
  const before = connect(journey, { ...link, to: node })
  if (before === journey || firstOutcome === undefined) return before
  return connect(before, { kind: 'outcome', from: node, outcome: firstOutcome, to: link.to })
}
