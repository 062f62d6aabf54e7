import type { FactValue } from './fact.ts'
import type { Json } from './json.ts'

/**
 * The plain value at a path such as `order.lines.0.price`; undefined when there is none.
 * A fact with its origin (`{ value, channel, … }`) counts as its value.
 */
export function pick(data: Json | undefined, path: string): FactValue | undefined {
  let value: Json | undefined = data
  for (const key of path.split('.')) {
    const holds = typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    value = holds ? (value as Record<string, Json>)[key] : undefined
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'value'))
    value = value.value
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}
