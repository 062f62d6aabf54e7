/** A piece of a template as it is edited: words, or a chip for something known. */
export type Piece = { text: string } | { insert: string }

/** Splits a template into words and chips. `\{{` stays words. */
export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = []
  let last = 0
  for (const match of template.matchAll(/(?<!\\)\{\{([^{}]*)\}\}/g)) {
    if (match.index > last) pieces.push({ text: template.slice(last, match.index) })
    pieces.push({ insert: (match[1] ?? '').trim() })
    last = match.index + match[0].length
  }
  if (last < template.length) pieces.push({ text: template.slice(last) })
  return pieces
}

/** What a chip shows: the name without its fallback. */
export function chipWords(insert: string, labels: ReadonlyMap<string, string>): string {
  const name = insert.split('??')[0]?.trim() ?? ''
  return (labels.get(name) ?? name.replaceAll(/[._]/g, ' ')).toLowerCase()
}

/** The template that an edited element stands for. */
export function templateOf(element: Node): string {
  let text = ''
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) text += child.textContent ?? ''
    else if (child instanceof HTMLElement && child.dataset.insert !== undefined) text += `{{${child.dataset.insert}}}`
    else if (child instanceof HTMLBRElement) text += child === element.lastChild ? '' : '\n'
    else text += templateOf(child)
  }
  return text.replaceAll('\u00a0', ' ')
}
