import type { AnyNodeType, NodeGroup } from '#sdk'

/** The colour families of tiles. */
export type Tint = 'entry' | 'message' | 'logic' | 'wait' | 'people' | 'system' | 'end'

const byGroup: Record<NodeGroup, Tint> = {
  start: 'entry',
  message: 'message',
  ask: 'message',
  decide: 'logic',
  data: 'system',
  'self-service': 'system',
  triage: 'logic',
  context: 'system',
  people: 'people',
  time: 'wait',
  survey: 'message',
  voice: 'message',
  compose: 'end',
  custom: 'system',
}

/** The tint of a node type: its group's, except that ends and waits have their own everywhere. */
export function tintOf(type: AnyNodeType | undefined): Tint {
  if (!type || type.ends) return 'end'
  if (type.type === 'wait') return 'wait'
  return byGroup[type.group] ?? 'end'
}
