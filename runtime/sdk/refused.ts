/** Why parsed input is refused before anything else looks at it. */
export interface Refusal {
  reason: 'key' | 'depth'
  path: (string | number)[]
}

const refusedKeys = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Finds every key that could reach an object's prototype, and nesting deeper than the limit.
 * Walks without recursion, so that hostile nesting cannot exhaust the stack.
 */
export function refusals(input: unknown, maxDepth = 32): Refusal[] {
  const found: Refusal[] = []
  const open: { value: unknown; path: (string | number)[] }[] = [{ value: input, path: [] }]
  while (open.length > 0) {
    const { value, path } = open.pop() as { value: unknown; path: (string | number)[] }
    if (typeof value !== 'object' || value === null) continue
    if (path.length >= maxDepth) {
      found.push({ reason: 'depth', path })
      continue
    }
    if (Array.isArray(value)) {
      value.forEach((each, index) => {
        open.push({ value: each, path: [...path, index] })
      })
      continue
    }
    for (const key of Object.keys(value)) {
      if (refusedKeys.has(key)) found.push({ reason: 'key', path: [...path, key] })
      else open.push({ value: (value as Record<string, unknown>)[key], path: [...path, key] })
    }
  }
  return found
}
