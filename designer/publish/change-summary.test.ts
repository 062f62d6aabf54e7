import { expect, test } from 'vitest'
import { catalogOf, Journey } from '#core'
import { nodeTypes } from '#nodes'
import { changesBetween } from './change-summary.ts'

const catalog = catalogOf({ nodes: nodeTypes })
const before = Journey.parse({
  format: 1,
  kind: 'journey',
  id: 'billing',
  name: 'Billing',
  facts: { invoice: { type: 'text', label: 'Invoice' } },
  nodes: {
    hello: { type: 'say', name: 'Say hello', config: { text: 'Hello' }, next: { sent: 'ask' } },
    ask: {
      type: 'ask',
      name: 'Ask',
      config: { question: 'Which?', saveAs: 'invoice' },
      timeout: 'PT2H',
      next: { answered: 'end', no_answer: 'end' },
    },
    end: { type: 'end', name: 'Done', config: {} },
  },
})

test('each change is one sentence with the names people gave', () => {
  const after = structuredClone(before)
  const { hello, ask } = after.nodes
  if (!hello || !ask) throw new Error('unreachable')
  hello.config.text = 'Good day'
  hello.next.sent = 'end'
  ask.timeout = 'PT4H'
  after.nodes.bye = { type: 'say', version: 1, name: 'Say goodbye', config: { text: 'Bye' }, next: {} }
  delete after.facts.invoice
  expect(changesBetween(before, after, catalog).map(({ kind, words }) => `${kind}: ${words}`)).toEqual([
    'added: Step “Say goodbye”',
    'changed: “Say hello”, Message: “Hello” → “Good day”',
    'changed: “Say hello”, Sent: to “Done” instead of “Ask”',
    'changed: “Ask” waits 4 hours instead of 2 hours',
    'removed: Data “invoice”',
  ])
})

test('where things stand does not count as a change', () => {
  expect(changesBetween(before, { ...before, layout: { hello: [5, 5] } as Journey['layout'] }, catalog)).toEqual([])
})
