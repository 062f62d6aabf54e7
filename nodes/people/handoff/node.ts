import { z } from 'zod'
import { defineNode } from '#sdk'
import { PassedFacts, passedFacts } from '../../passed-facts.ts'

/** Hands the customer over to people by a protocol, with everything that is known. */
export const handoff = defineNode({
  type: 'handoff',
  version: 1,
  group: 'people',
  title: 'Hand over',
  icon: 'headset',
  description: 'Hands over to people by a protocol, with the whole context.',
  keywords: ['agent', 'escalate', 'transfer', 'human', 'person', 'queue'],
  config: z.strictObject({
    protocol: z.string().min(1).meta({ title: 'Protocol', widget: 'protocol' }),
    queue: z.string().min(1).meta({ title: 'Queue', widget: 'queue' }),
    priority: z.enum(['low', 'normal', 'high', 'urgent']).default('normal').meta({ title: 'Priority' }),
    skills: z.array(z.string()).default([]).meta({ title: 'Skills', widget: 'skill' }),
    reason: z.string().min(1).max(500).meta({ title: 'Reason, for the agent', widget: 'template' }),
    leaveOut: z
      .array(
        z.strictObject({
          fact: z.string().meta({ widget: 'fact', title: 'Fact' }),
          reason: z.string().min(3).meta({ title: 'Why' }),
        }),
      )
      .default([])
      .meta({ title: 'Facts to leave out' }),
    facts: PassedFacts,
  }),
  outcomes: {
    resolved: { label: 'Resolved' },
    returned: { label: 'Given back' },
    no_answer: { label: 'Nobody took it' },
    left: { label: 'Customer left', mayEnd: true },
  },
  references: ({ protocol, queue, skills, leaveOut, facts }) => [
    { kind: 'protocol', id: protocol, path: ['protocol'] },
    { kind: 'queue', id: queue, path: ['queue'] },
    ...skills.map((id, index) => ({ kind: 'skill' as const, id, path: ['skills', index] })),
    ...leaveOut.map(({ fact }, index) => ({ kind: 'fact' as const, id: fact, path: ['leaveOut', index, 'fact'] })),
    ...passedFacts(facts),
  ],
  templates: ({ reason }) => [{ path: ['reason'], source: reason }],
  inlines: { kind: 'protocol', document: ({ protocol }) => protocol, facts: ({ facts }) => facts },
  channels: 'any',
  effects: 'keyed',
  summary: ({ queue, reason }) => [{ text: `To ${queue}: ${reason}` }],
  // The protocol's own steps take this step's place when the journey is compiled.
  enter: () => ({ outcome: 'no_answer' }),
})
