/** A piece of a card's one-line summary: plain words, or a fact shown as a chip. */
export type Chunk = { text: string } | { fact: string }

/** Splits a template into text and fact chips, for a node's summary. */
export function chunks(template: string): Chunk[] {
  return template
    .split(/(\{\{[^{}]*\}\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{{') ? { fact: factIn(part) } : { text: part }))
}

function factIn(braces: string): string {
  return braces.slice(2, -2).split('??')[0]?.trim() ?? ''
}
