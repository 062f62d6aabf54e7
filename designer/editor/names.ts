import { type Journey, outcomesOf } from '#core'
import type { Link } from '../document/targets.ts'
import { t } from '../i18n/t.ts'
import { catalogNow, type Editor, journeyOf } from './editor-context.ts'

/** What a step is called on screen: its own name, or its id while it has none. */
export function stepName(journey: Journey, id: string): string {
  return journey.nodes[id]?.name || id
}

/** What anything on the canvas is called: a step, `stage:<id>` or `note:<id>`. */
export function thingName(journey: Journey, id: string): string {
  if (id.startsWith('stage:')) return journey.stages[id.slice(6)]?.name || id.slice(6)
  if (id.startsWith('note:')) return t('Note')
  return stepName(journey, id)
}

/** The words on a way out. */
export function outcomeName(editor: Editor, { kind, from, outcome }: Omit<Link, 'to'>): string {
  if (kind === 'within') return t('Time is up')
  if (kind === 'done') return t('All done')
  if (kind === 'on') return eventName(outcome)
  const node = journeyOf(editor).nodes[from]
  return (node && outcomesOf(node, catalogNow(editor))[outcome]?.label) || outcome
}

/** A way out with the step it belongs to: "Ask for the invoice: Answered". */
export function endName(editor: Editor, link: Omit<Link, 'to'>): string {
  const journey = journeyOf(editor)
  const owner = link.kind === 'outcome' ? stepName(journey, link.from) : journey.stages[link.from]?.name || link.from
  return `${owner}: ${outcomeName(editor, link)}`
}

/** The interrupts a stage can have, in words. */
export const interrupts: Readonly<Record<string, string>> = {
  'customer.asked_for_agent': 'Customer asks for a person',
  'customer.left': 'Customer left',
  'call.started': 'Customer calls',
  'call.ended': 'Call ended',
  'message.failed': 'Message could not be delivered',
  'message.received': 'Customer writes',
}

/** An event's name in words; events of other systems keep theirs. */
export function eventName(event: string): string {
  const words = interrupts[event]
  return words ? t(words) : event
}
