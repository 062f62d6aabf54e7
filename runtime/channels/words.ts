/** Most characters of one message that a journey is given. The timeline has the whole. */
const longest = 20_000

/** What somebody wrote, as a journey gets it: without control characters, which nobody types, and not without end. */
export function words(written: string): string {
  return readable(written).slice(0, longest)
}

/** A text without control characters and halves of characters, which no other system takes. Lines stay lines. */
export function readable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]|\p{Cs}/gu, '')
}

/** A name or a subject as whoever wrote it gives it: on one line, and no longer than one is. */
export function oneLine(given: string | undefined, most: number): string | undefined {
  const line = (given ?? '').replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  return line === '' ? undefined : [...line].slice(0, most).join('').trim()
}

/** Somebody's name, where they or the network give one. */
export function displayName(given: string | undefined): { name?: string } {
  const name = oneLine(given, 200)
  return name === undefined ? {} : { name }
}
