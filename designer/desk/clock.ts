import { useSyncExternalStore } from 'react'

// The agent's clock may be wrong; how long a customer has waited is counted by the server's.
let ahead = 0
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** Notes what time it is on the server. */
export function setServerTime(now: number) {
  ahead = now - Date.now()
}

/** What time it is on the server, as far as known. */
export function serverTime(): number {
  return Date.now() + ahead
}

/** Words that depend on the time. They are looked at every second, and drawn again only when they change. */
export function useTicking(words: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => words(serverTime()))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
