/** A time as somebody writes it, such as `9`, `9.30` or `1730`, the way opening hours keep it: `09:00`. */
export function writtenTime(text: string): string {
  const read = /^(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?$/i.exec(text.trim())
  return read ? `${read[1]?.padStart(2, '0')}:${read[2] ?? '00'}` : text.trim()
}
