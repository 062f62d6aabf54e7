import { says } from '#sdk'

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
