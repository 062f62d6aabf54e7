import { expect, test } from 'vitest'
import { check, Journey } from '#core'
import { nodeTypes } from '#nodes'
import { besideField } from './show-problem.ts'

test('beside its field a problem says neither the step nor the setting again', () => {
  const config = { question: 'Which {{}} is it?', saveAs: 'invoice', pattern: '(' }
  const journey = Journey.parse({
    format: 1,
    kind: 'journey',
    id: 'billing',
    name: 'Billing',
    facts: { invoice: { type: 'text', label: 'Invoice' } },
    nodes: { which: { type: 'ask', name: 'Ask: which one?', config, next: {} } },
  })
  const found = check(journey, { nodes: nodeTypes })
    .filter(({ code }) => code === 'config.invalid')
    .map(({ message }) => besideField(message))
  expect(found).toContain('This is not a pattern we can read.')
  expect(found.filter((message) => message.includes('Ask: which one?') || message.includes('not set up'))).toEqual([])
})
