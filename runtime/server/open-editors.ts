/** Who is editing over an open connection, so that it ends when they may not any more. */
export interface OpenEditors {
  /** Notes a connection of an account; what it answers forgets it. */
  add(account: string, end: () => void): () => void
  /** Ends every connection of an account. */
  endAll(account: string): void
}

/** Keeps track of open editors. */
export function openEditors(): OpenEditors {
  const open = new Set<{ account: string; end: () => void }>()
  return {
    add(account, end) {
      const entry = { account, end }
      open.add(entry)
      return () => void open.delete(entry)
    },
    endAll(account) {
      for (const each of [...open]) if (each.account === account) each.end()
    },
  }
}
