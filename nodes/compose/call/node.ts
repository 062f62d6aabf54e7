import { z } from 'zod'
import { defineNode } from '#sdk'
import { PassedFacts, passedFacts } from '../../passed-facts.ts'

/** Goes through another journey and comes back with how it ended. */
export const call = defineNode({
  type: 'call',
  version: 1,
  group: 'compose',
  title: 'Run a journey',
  icon: 'subtask',
  description: 'Goes through another journey, such as finding an order, and goes on by how it ended.',
  keywords: ['sub-journey', 'reuse', 'include', 'call', 'shared'],
  config: z.strictObject({
    journey: z.string().min(1).meta({ title: 'Journey', widget: 'journey' }),
    facts: PassedFacts,
  }),
  outcomes: {},
  references: ({ journey, facts }) => [{ kind: 'journey', id: journey, path: ['journey'] }, ...passedFacts(facts)],
  inlines: { kind: 'journey', document: ({ journey }) => journey, facts: ({ facts }) => facts },
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ journey }) => [{ text: journey }],
  // The journey's own steps take this step's place when it is compiled; without it nothing can go on here.
  enter: () => ({ memory: undefined }),
})
