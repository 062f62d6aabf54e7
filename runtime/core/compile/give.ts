import { type ContextPackage, channels, type GivenFact } from '#sdk'
import type { RunContext } from '../context.ts'

/**
 * Everything a person needs before the first word: a card that reads in seconds, each fact with its source,
 * and what was tried. A known fact is left out only for a reason the document states.
 */
export function packageContext(
  context: RunContext,
  known: GivenFact[],
  reason: string,
  leaveOut: { fact: string; reason: string }[],
): ContextPackage {
  const reasons = new Map(leaveOut.map((each) => [each.fact, each.reason]))
  const facts = known.filter((fact) => !reasons.has(fact.name))
  const leftOut = known.flatMap(({ name }) => (reasons.has(name) ? [{ name, reason: reasons.get(name) ?? '' }] : []))
  return {
    summary: card(context, facts, reason),
    facts,
    tried: context.tried,
    leftOut,
    complete: leftOut.length === 0,
    reason,
    language: context.customer.language,
  }
}

function card(context: RunContext, facts: GivenFact[], reason: string): ContextPackage['summary'] {
  const said = context.words.filter((word) => word.by === 'customer')
  const [first] = said
  const last = said.at(-1)
  const used = [...new Set([...context.words.map((word) => word.channel), context.channel])]
  const lines: [string, string][] = [
    ['Customer', [context.customer.name ?? 'Name not known', `on ${channels[context.channel].name}`].join(', ')],
    ['Channels so far', used.map((channel) => channels[channel].name).join(', ')],
    ['Reason', reason],
    ['First said', first ? `“${first.text}”` : ''],
    ['Known', facts.map((fact) => `${fact.label}: ${fact.value}`).join('; ')],
    ['Tried', context.tried.map((tried) => `${tried.what}: ${tried.result}`).join('; ') || 'Nothing yet'],
    ['Last said', last && last !== first ? `“${last.text}”` : ''],
  ]
  return lines.flatMap(([label, text]) => (text === '' ? [] : [{ label, text }]))
}
