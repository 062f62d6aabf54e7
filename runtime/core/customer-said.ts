const builtIn = [
  'agent',
  'human',
  'a person',
  'real person',
  'representative',
  'operator',
  'someone real',
  'speak to someone',
  'talk to someone',
  'customer service',
]

/** Whether a customer's words ask for a person. Whole words only; `more` adds a workspace's own. */
export function asksForAgent(text: string, more: readonly string[]): boolean {
  return [...builtIn, ...more].some((words) => says(text, words))
}

/** Whether a text contains a word or phrase, whole words only, whatever the case and punctuation. */
export function says(text: string, phrase: string): boolean {
  return plain(text).includes(plain(phrase))
}

function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}
