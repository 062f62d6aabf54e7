import * as Y from 'yjs'

/** One plain value that somebody else changed shortly after we did. */
export interface Overwritten {
  path: (string | number)[]
  value: unknown
  /** The Yjs client that wrote it. */
  by: number
}

const rememberMs = 20_000

/**
 * Notices when somebody else's value replaces one written here moments ago. Sentences merge and are not reported;
 * of one plain value the last wins, and the other person is told.
 */
export function watchOverwritten(
  root: Y.Map<unknown>,
  now: () => number,
  tell: (what: Overwritten) => void,
): () => void {
  const mine = new Map<string, { at: number; value: string }>()
  const observe = (events: Y.YEvent<Y.AbstractType<unknown>>[], { local }: Y.Transaction) => {
    for (const event of events) {
      if (!(event instanceof Y.YMapEvent)) continue
      for (const key of event.keysChanged) {
        const value = event.target.get(key)
        const path = [...event.path, key]
        const name = path.join('/')
        const text = JSON.stringify(value) ?? ''
        if (local) mine.set(name, { at: now(), value: text })
        else if (recent(mine.get(name), now()) && mine.get(name)?.value !== text) {
          mine.delete(name)
          tell({ path, value, by: event.target._map.get(key)?.id.client ?? -1 })
        }
      }
    }
  }
  root.observeDeep(observe)
  return () => root.unobserveDeep(observe)
}

function recent(write: { at: number } | undefined, now: number): boolean {
  return write !== undefined && now - write.at < rememberMs
}
