import { useCallback, useEffect, useRef, useState } from 'react'
import type { DeskAnswer } from '#api'
import { Refused, readDesk } from './client.ts'
import { setServerTime } from './clock.ts'

/** Whether the desk hears of changes as they happen. */
export type Connection = 'live' | 'connecting' | 'offline' | 'signed-out' | 'not-allowed'

const pollMs = 10_000
const longestPauseMs = 15_000

/** What waits for a person, kept current: the server says that something changed, then it is read again. */
export function useDesk(): {
  desk: DeskAnswer | undefined
  connection: Connection
  /** Grows whenever something may have changed. */
  version: number
  refresh: () => void
} {
  const [desk, setDesk] = useState<DeskAnswer>()
  const [connection, setConnection] = useState<Connection>(navigator.onLine ? 'connecting' : 'offline')
  const [version, setVersion] = useState(0)
  const reading = useRef(false)
  const again = useRef(false)

  const refresh = useCallback(() => {
    // Changes come in bursts: one reading under way and one after it are enough.
    if (reading.current) {
      again.current = true
      return
    }
    reading.current = true
    setVersion((n) => n + 1)
    readDesk()
      .then((answer) => {
        setServerTime(answer.now)
        setDesk(answer)
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error
        if (error.status === 401) setConnection('signed-out')
        if (error.status === 403) setConnection('not-allowed')
      })
      .finally(() => {
        reading.current = false
        if (again.current) {
          again.current = false
          refresh()
        }
      })
  }, [])

  useEffect(() => {
    const stop = listen(
      (next) => setConnection((now) => (now === 'signed-out' || now === 'not-allowed' ? now : next)),
      refresh,
    )
    refresh()
    return stop
  }, [refresh])

  useEffect(() => {
    // Without the stream the desk looks by itself, so that nobody waits for a person who sees an old list.
    if (connection !== 'connecting') return
    const timer = setInterval(refresh, pollMs)
    return () => clearInterval(timer)
  }, [connection, refresh])

  return { desk, connection, version, refresh }
}

/** Keeps a stream of changes open, and opens it again by itself whenever it breaks. */
function listen(tell: (connection: 'live' | 'connecting' | 'offline') => void, changed: () => void): () => void {
  let stream: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let pauseMs = 500
  const open = () => {
    clearTimeout(retry)
    stream?.close()
    stream = new EventSource('/api/desk/stream')
    stream.addEventListener('open', () => {
      pauseMs = 500
      tell('live')
      changed()
    })
    stream.addEventListener('change', changed)
    stream.addEventListener('error', () => {
      tell(navigator.onLine ? 'connecting' : 'offline')
      stream?.close()
      retry = setTimeout(open, pauseMs)
      pauseMs = Math.min(longestPauseMs, pauseMs * 2)
      changed()
    })
  }
  const offline = () => tell('offline')
  const online = () => {
    tell('connecting')
    open()
  }
  open()
  addEventListener('offline', offline)
  addEventListener('online', online)
  return () => {
    clearTimeout(retry)
    stream?.close()
    removeEventListener('offline', offline)
    removeEventListener('online', online)
  }
}
