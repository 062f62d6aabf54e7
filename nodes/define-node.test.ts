import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineNode } from '#sdk'

const base = {
  type: 'probe',
  version: 1,
  group: 'custom',
  title: 'Probe',
  icon: 'flask',
  description: 'For this test only.',
  channels: 'any',
  effects: 'none',
} as const

/** What a node author must not be able to write. The compiler is the test: an error that goes away is an error. */
test('a step cannot answer an outcome it did not declare, or read a setting it does not have', () => {
  const config = z.strictObject({ text: z.string() })
  const outcomes = { done: { label: 'Done' } }
  const steps = [
    // @ts-expect-error: `gone` is not an outcome.
    defineNode({ ...base, config, outcomes, summary: () => [], enter: () => ({ outcome: 'gone' }) }),
    defineNode({
      ...base,
      config,
      outcomes,
      // @ts-expect-error: there is no setting `txt`.
      summary: (set) => [{ text: set.txt }],
      enter: () => ({ outcome: 'done' }),
    }),
    defineNode({
      ...base,
      config,
      outcomes,
      summary: () => [],
      enter: ({ config: set }) => {
        // @ts-expect-error: there is no setting `txt` when it runs either.
        return { outcome: set.txt === '' ? 'done' : 'done' }
      },
    }),
    defineNode({
      ...base,
      config,
      outcomes,
      summary: () => [],
      enter: () => ({ outcome: 'done' }),
      // @ts-expect-error: nor may a later answer be an outcome it did not declare.
      resume: () => ({ outcome: 'gone' }),
    }),
    defineNode({
      ...base,
      config,
      outcomes,
      memory: z.strictObject({ attempt: z.int() }),
      summary: () => [],
      // @ts-expect-error: it remembers a number.
      enter: () => ({ memory: { attempt: 'one' } }),
    }),
    defineNode({
      ...base,
      config,
      outcomes: { done: { label: 'Done', forgets: ({ text }) => [text] } },
      summary: () => [],
      enter: () => ({ outcome: 'done' }),
    }),
    defineNode({
      ...base,
      config,
      // @ts-expect-error: nor can an outcome forget facts by a setting that is not there.
      outcomes: { done: { label: 'Done', forgets: (set) => [set.fact] } },
      summary: () => [],
      enter: () => ({ outcome: 'done' }),
    }),
    defineNode({
      ...base,
      config,
      // @ts-expect-error: an outcome captures facts by the settings, and there is no setting `fact`.
      outcomes: { done: { label: 'Done', captures: (set) => [set.fact] } },
      summary: () => [],
      enter: () => ({ outcome: 'done' }),
    }),
  ]
  expect(steps.map((step) => step.type)).toEqual(Array(steps.length).fill('probe'))
})
