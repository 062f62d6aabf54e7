import { useCallback, useEffect, useState } from 'react'
import type { Answer } from '../api/client.ts'

/** What was asked for, once it is there, or why not; and a way to ask again. */
export function useAnswer<T>(load: () => Promise<Answer<T>>): {
  value: T | null
  failed: string | null
  reload: () => Promise<void>
} {
  const [value, setValue] = useState<T | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const reload = useCallback(async () => {
    const answer = await load()
    if (answer.ok) setValue(answer.value)
    setFailed(answer.ok ? null : answer.message)
  }, [load])
  useEffect(() => void reload(), [reload])
  return { value, failed, reload }
}
