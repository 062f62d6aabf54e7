import { useCallback, useEffect, useRef, useState } from 'react'
import type { DeskAnswer } from '#api'
import { Refused, readDesk } from './client.ts'

/** Whether the desk hears of changes as they happen. */
export type Connection = 'live' | 'connecting' | 'signed-out'

/** What waits for a person, kept current: the server says that something changed, then it is read again. */
export function useDesk(): {
  desk: DeskAnswer | undefined
  connection: Connection
  version: number
  refresh: () => void
} {
  const [desk, setDesk] = useState<DeskAnswer>()
  const [connection, setConnection] = useState<Connection>('connecting')
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
    readDesk()
      .then((answer) => {
        setDesk(answer)
        setVersion((n) => n + 1)
      })
      .catch((error: unknown) => {
        if (error instanceof Refused && (error.status === 401 || error.status === 403)) setConnection('signed-out')
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
    refresh()
    const stream = new EventSource('/api/desk/stream')
    stream.addEventListener('open', () => {
      setConnection('live')
      refresh()
    })
    stream.addEventListener('change', refresh)
    stream.addEventListener('error', () => setConnection((now) => (now === 'signed-out' ? now : 'connecting')))
    return () => stream.close()
  }, [refresh])

  return { desk, connection, version, refresh }
}
