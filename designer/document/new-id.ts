/** A readable id from some words, numbered when it is taken: `ask-for-the-invoice`, `ask-for-the-invoice-2`. */
export function newId(words: string, taken: (id: string) => boolean): string {
  const base = slug(words)
  if (!taken(base)) return base
  let number = 2
  while (taken(`${base}-${number}`)) number++
  return `${base}-${number}`
}

/** A fact's name from its label: `Invoice number` becomes `invoice_number`. */
export function newFactName(words: string, taken: (name: string) => boolean): string {
  return newId(words, (id) => taken(id.replaceAll('-', '_'))).replaceAll('-', '_')
}

function slug(words: string): string {
  const plain = words
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 60)
    .replaceAll(/-+$/g, '')
  return plain || 'step'
}
