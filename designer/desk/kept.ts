import { useCallback, useState } from 'react'

/** Reads something this agent kept on this computer. */
export function kept<T>(key: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`throughline.desk.${key}`)
    return text === null ? otherwise : (JSON.parse(text) as T)
  } catch {
    return otherwise
  }
}

/** Keeps something on this computer; `undefined` forgets it. */
export function keep(key: string, value: unknown) {
  try {
    if (value === undefined) localStorage.removeItem(`throughline.desk.${key}`)
    else localStorage.setItem(`throughline.desk.${key}`, JSON.stringify(value))
  } catch {
    // Storage is full or switched off; it lasts as long as the page.
  }
}

/** A choice that is still there after a reload. */
export function useKept<T>(key: string, otherwise: T): [T, (value: T) => void] {
  const [value, setValue] = useState(() => kept(key, otherwise))
  const set = useCallback(
    (next: T) => {
      setValue(next)
      keep(key, next)
    },
    [key],
  )
  return [value, set]
}
