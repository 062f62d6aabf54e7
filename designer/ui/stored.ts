/** Reads a small choice this person made earlier on this computer. */
export function stored<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  const value = localStorage.getItem(`throughline.${key}`)
  return allowed.includes(value as T) ? (value as T) : otherwise
}

/** Reads a size this person chose earlier on this computer. */
export function storedNumber(key: string, otherwise: number): number {
  const value = Number(localStorage.getItem(`throughline.${key}`))
  return value > 0 ? value : otherwise
}

/** Keeps a small choice on this computer. */
export function store(key: string, value: string) {
  try {
    localStorage.setItem(`throughline.${key}`, value)
  } catch {
    // Storage is full or switched off; the choice lasts as long as the page.
  }
}
