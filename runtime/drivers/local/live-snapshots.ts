import type { Turn } from '#core'
import type { LiveSnapshots } from './take-in.ts'

/** Keeps the snapshots of the runs used last. `forget` drops what a failed transaction may have left wrong. */
export function keepLiveSnapshots(most: number): LiveSnapshots & { forget(): void } {
  const kept = new Map<string, { turn: number; snapshot: Turn['snapshot'] }>()
  return {
    get(run, turn) {
      const found = kept.get(run)
      if (found?.turn !== turn) return undefined
      // Used last means dropped last.
      kept.delete(run)
      kept.set(run, found)
      return found.snapshot
    },
    set(run, turn, snapshot) {
      kept.delete(run)
      kept.set(run, { turn, snapshot })
      if (kept.size <= most) return
      const [oldest] = kept.keys()
      if (oldest !== undefined) kept.delete(oldest)
    },
    drop: (run) => void kept.delete(run),
    forget: () => kept.clear(),
  }
}
