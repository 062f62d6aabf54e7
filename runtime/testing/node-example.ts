import { catalogOf, formatJourney, Journey, outcomesOf } from '#core'
import type { AnyNodeType } from '#sdk'
import { factsOf, type NodeCase } from './run-case.ts'

/**
 * A small journey that shows a kind of step at work, from its example case: what the case knows is asked for first,
 * and every way out leads on. A step of a protocol is shown in a whole one. `others` are the kinds of steps it may use.
 */
export function nodeExample(type: AnyNodeType, given: NodeCase, others: readonly AnyNodeType[] = []): string {
  const catalog = catalogOf({ nodes: [...others, type], documents: given.documents })
  const step = { type: type.type, name: type.title, config: given.config, ...given.node }
  const facts = factsOf(type, given)
  const nodes =
    type.role === undefined
      ? journeyAround(type, step, askedFor(given, facts), catalog)
      : { ...protocol, [type.role]: { ...protocol[type.role], ...step } }
  const layout = Object.fromEntries(Object.keys(nodes).map((id, index) => [id, [index * 280, 120] as [number, number]]))
  const kind = type.role === undefined ? 'journey' : 'protocol'
  const name = `Example: ${type.title}`
  return formatJourney(Journey.parse({ format: 1, kind, id: `example-${type.type}`, name, facts, nodes, layout }))
}

type Step = Record<string, unknown>

const over = { type: 'end', name: 'Over', config: { as: 'solved' } }

function journeyAround(type: AnyNodeType, step: Step, asked: Step[], catalog: Parameters<typeof outcomesOf>[1]) {
  const bare = Journey.shape.nodes.parse({ step }).step
  const outcomes = bare === undefined || type.ends ? [] : Object.keys(outcomesOf(bare, catalog))
  const next = Object.fromEntries(outcomes.map((outcome) => [outcome, 'over']))
  const waits = outcomes.includes('no_answer') && !type.inlines && step.timeout === undefined
  const shown = { ...step, ...(type.ends ? {} : { next }), ...(waits ? { timeout: 'PT4H' } : {}) }
  if (type.group === 'start') return { step: shown, over }
  const questions = asked.map((question, index) => {
    const next = index + 1 < asked.length ? `ask-${index + 2}` : 'step'
    return [`ask-${index + 1}`, { ...question, next: { answered: next, not_understood: 'over', no_answer: 'over' } }]
  })
  return {
    begin: {
      type: 'inbound',
      name: 'Customer gets in touch',
      next: { received: questions.length > 0 ? 'ask-1' : 'step' },
    },
    ...Object.fromEntries(questions),
    step: shown,
    ...(type.ends && asked.length === 0 ? {} : { over }),
  }
}

/** A question for each fact that the case starts with. */
function askedFor(given: NodeCase, facts: Journey['facts']): Step[] {
  const kinds = { number: 'number', boolean: 'yes-no' } as Record<string, string>
  return Object.keys(given.facts).map((fact) => {
    const { label = fact, type = 'text' } = facts[fact] ?? {}
    const config = { question: `${label}?`, saveAs: fact, kind: kinds[type] ?? 'text' }
    return { type: 'ask', name: `Ask: ${label}`, config, timeout: 'PT4H' }
  })
}

/** The least protocol that keeps all its promises. */
const protocol: Record<string, Step> = {
  give: { type: 'give', name: 'Give everything known', next: { given: 'offer' } },
  offer: {
    type: 'offer',
    name: 'Offer to the queue',
    config: { reminder: { every: 'PT5M', text: 'Thank you for waiting. A colleague will be with you soon.' } },
    timeout: 'PT15M',
    next: { accepted: 'with-agent', declined: 'nobody', no_answer: 'nobody' },
  },
  'with-agent': {
    type: 'with-agent',
    name: 'With the agent',
    timeout: 'P2D',
    next: { resolved: 'take-back', returned: 'returned', transferred: 'offer', no_answer: 'returned' },
  },
  'take-back': { type: 'take-back', name: 'Take back', next: { done: 'resolved' } },
  resolved: { type: 'end', name: 'Resolved', config: { as: 'resolved' } },
  returned: { type: 'end', name: 'Given back', config: { as: 'returned' } },
  nobody: { type: 'end', name: 'Nobody took it', config: { as: 'no_answer' } },
}
