import { Journey } from './journey.ts'

/**
 * Writes a document in its canonical form: keys in the order of the schema, nodes as they stand, points on one line,
 * defaults left out. The same document is always the same text, so a diff shows only what changed.
 */
export function formatJourney(journey: Journey): string {
  const ordered = Object.fromEntries(Object.keys(Journey.shape).map((key) => [key, journey[key as keyof Journey]]))
  return `${JSON.stringify(withoutDefaults(ordered), null, 2).replaceAll(/\[\s+(-?[\d.]+),\s+(-?[\d.]+)\s+\]/g, '[$1, $2]')}\n`
}

const emptyWhenLeftOut: Record<string, unknown> = {
  name: '',
  description: '',
  priority: 0,
  pii: false,
  resumable: false,
  scope: 'conversation',
  version: 1,
}

function withoutDefaults(document: Record<string, unknown>): unknown {
  const { format, kind, id, name, ...rest } = document
  const { nodes, facts, stages, ...others } = rest
  return {
    format,
    kind,
    id,
    name,
    ...trim(others, ['description', 'priority']),
    facts: each(facts),
    nodes: each(nodes),
    ...(isEmpty(stages) ? {} : { stages: each(stages) }),
    ...Object.fromEntries(
      Object.entries(others).filter(([key, value]) => key !== 'description' && key !== 'priority' && !isEmpty(value)),
    ),
  }
}

function trim(value: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => value[key] !== emptyWhenLeftOut[key]).map((key) => [key, value[key]]))
}

function each(map: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((map ?? {}) as Record<string, Record<string, unknown>>).map(([id, entry]) => [
      id,
      Object.fromEntries(
        Object.entries(entry).filter(
          ([key, value]) =>
            value !== undefined &&
            !(key in emptyWhenLeftOut && value === emptyWhenLeftOut[key]) &&
            (key === 'config' || !isEmpty(value)),
        ),
      ),
    ]),
  )
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}
