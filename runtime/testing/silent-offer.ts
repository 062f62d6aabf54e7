import { z } from 'zod'
import { defineNode } from '#sdk'

/** An offer that keeps quiet, to break promises with: the real one always says something. */
export const silentOffer = defineNode({
  type: 'test-silent-offer',
  version: 1,
  group: 'people',
  title: 'Silent offer',
  icon: 'x',
  description: 'Waits for a person without a word.',
  config: z.strictObject({}),
  outcomes: { accepted: { label: 'Accepted' }, declined: { label: 'Declined' }, left: { label: 'Left', mayEnd: true } },
  waits: ['agent.accepted', 'agent.declined', 'customer.left'],
  role: 'offer',
  channels: 'any',
  effects: 'keyed',
  summary: () => [],
  enter: () => ({}),
})
