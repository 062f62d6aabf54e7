import { z } from 'zod'
import { defineNode } from '#sdk'

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
  }),
  outcomes: {},
  references: ({ journey }) => [{ kind: 'journey', id: journey, path: ['journey'] }],
  inlines: { kind: 'journey', document: ({ journey }) => journey },
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ journey }) => [{ text: journey }],
  // The journey's own steps take this step's place when it is compiled; without it nothing can go on here.
  enter: () => ({ memory: undefined }),
})
