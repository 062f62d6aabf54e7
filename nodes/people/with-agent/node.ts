import { z } from 'zod'
import { defineNode, is } from '#sdk'

/** A person has the customer. The journey looks on until they are done. */
export const withAgent = defineNode({
  type: 'with-agent',
  version: 1,
  group: 'people',
  title: 'With an agent',
  icon: 'user-check',
  description: 'A person talks to the customer until they close, give back or transfer.',
  keywords: ['protocol', 'agent', 'person', 'conversation'],
  config: z.strictObject({
    transferAs: z.string().min(1).optional().meta({
      title: 'Keep the queue it is passed on to as',
      description: 'The next offer can read it.',
      widget: 'fact',
    }),
  }),
  memory: z.strictObject({ shown: z.boolean(), replied: z.boolean(), complete: z.boolean() }),
  outcomes: {
    resolved: { label: 'Resolved' },
    returned: { label: 'Given back' },
    transferred: { label: 'Transferred', mayCapture: ({ transferAs }) => (transferAs ? [transferAs] : []) },
    left: { label: 'Customer left', mayEnd: true },
  },
  waits: [
    'agent.replied',
    'agent.closed',
    'context.shown',
    'message.received',
    'call.started',
    'call.ended',
    'customer.left',
  ],
  references: ({ transferAs }) =>
    transferAs === undefined ? [] : [{ kind: 'fact', id: transferAs, path: ['transferAs'] }],
  role: 'with-agent',
  channels: 'any',
  effects: 'at-most-once',
  summary: () => [{ text: 'Until the agent closes or gives back' }],

  enter: ({ memory, params, give }) => ({
    memory: memory ?? {
      shown: false,
      replied: false,
      complete: give('', (params.leaveOut ?? []) as { fact: string; reason: string }[]).complete,
    },
    anyChannel: true,
    effects: [{ type: 'handoff.connect' }],
  }),

  resume({ config, memory = { shown: false, replied: false, complete: true }, channel }, event) {
    if (is(event, 'context.shown')) return { memory: { ...memory, shown: true }, anyChannel: true }
    if (is(event, 'agent.replied')) {
      const record = { type: 'continuity.record' as const, complete: memory.complete, shownBeforeReply: memory.shown }
      const message = {
        type: 'message.send' as const,
        by: 'agent' as const,
        text: event.text,
        channel: event.channel ?? channel,
      }
      return {
        memory: { ...memory, replied: true },
        anyChannel: true,
        effects: memory.replied ? [message] : [record, message],
      }
    }
    if (is(event, 'agent.closed')) {
      const { outcome, disposition, note, facts = {}, queue } = event
      const passedOn = outcome === 'transferred' && config.transferAs && queue ? { [config.transferAs]: queue } : {}
      return {
        outcome,
        captured: { ...facts, ...passedOn },
        tried: { what: 'An agent', result: disposition },
        effects: [{ type: 'handoff.close', outcome, disposition, ...(note ? { note } : {}) }],
      }
    }
    // Hanging up after the agent spoke is how calls end: the agent still says what came of it.
    const hungUp = is(event, 'call.ended') && channel === 'voice' && !memory.replied
    if (is(event, 'customer.left') || hungUp) {
      return { outcome: 'left', effects: [{ type: 'handoff.close', outcome: 'left', disposition: 'Customer left' }] }
    }
    return { memory, anyChannel: true }
  },
})
