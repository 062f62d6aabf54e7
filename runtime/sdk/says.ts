/** Whether a text contains a word or phrase: whole words only, whatever the case and punctuation. */
export function says(text: string, phrase: string): boolean {
  return plain(text).includes(plain(phrase))
}

function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}
