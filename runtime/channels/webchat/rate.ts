/** Counts what one party may do: so many at once, and one more after each pause. */
export interface Rate {
  /** Whether one more is allowed now. */
  take(key: string, now: number): boolean
}

/** A limit per key. Forgets those who have been quiet, so that it does not grow with every visitor. */
export function rate({ burst, everyMs }: { burst: number; everyMs: number }, keep = 10_000): Rate {
  const full = new Map<string, { left: number; at: number }>()
  return {
    take(key, now) {
      const before = full.get(key) ?? { left: burst, at: now }
      const left = Math.min(burst, before.left + (now - before.at) / everyMs)
      // Put last again, so that the oldest is what is forgotten.
      full.delete(key)
      full.set(key, { left: left < 1 ? left : left - 1, at: now })
      const oldest = full.keys().next().value
      if (full.size > keep && oldest !== undefined) full.delete(oldest)
      return left >= 1
    },
  }
}
