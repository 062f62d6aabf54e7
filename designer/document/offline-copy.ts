import * as Y from 'yjs'

const keyOf = (id: string) => `throughline.unsaved.${id}`

/** Keeps a draft on this computer while the server is out of reach, so that closing the page loses nothing. */
export function keepCopy(id: string, shared: Y.Doc): boolean {
  const bytes = Y.encodeStateAsUpdate(shared)
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  try {
    localStorage.setItem(keyOf(id), btoa(text))
    return true
  } catch {
    // The browser's storage is full or switched off; the page still holds everything.
    return false
  }
}

/** Puts a kept copy back into a draft before it meets the server again. */
export function restoreCopy(id: string, shared: Y.Doc) {
  const kept = localStorage.getItem(keyOf(id))
  if (kept === null) return
  const bytes = Uint8Array.from(atob(kept), (character) => character.charCodeAt(0))
  Y.applyUpdate(shared, bytes, 'offline-copy')
}

/** Forgets the copy once the server has everything. */
export function forgetCopy(id: string) {
  localStorage.removeItem(keyOf(id))
}
