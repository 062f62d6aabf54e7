import { expect, test } from 'vitest'
import { catalogOf, Journey } from '#core'
import { nodeTypes } from '#nodes'
import { simulation } from './simulation.ts'

const nobody = { id: 'ana', name: null, profile: {}, facts: {} }

test('a journey that goes round for ever without time passing is stopped, and says where', () => {
  const journey = Journey.parse({
    format: 1,
    id: 'round',
    name: 'Round and round',
    nodes: {
      start: { type: 'inbound', next: { received: 'wait' } },
      wait: { type: 'wait', config: { duration: 'P1D' }, next: { elapsed: 'end' } },
      nudge: { type: 'say', config: { text: 'Are you still there?' }, next: { sent: 'resume:talk' } },
      end: { type: 'end' },
    },
    stages: { talk: { nodes: ['wait'], within: { duration: 'PT1H', else: 'nudge' }, resumable: true } },
  })
  const running = simulation(journey, catalogOf({ nodes: nodeTypes }), { startAt: 0, person: nobody })
  running.send({ type: 'message.received', channel: 'sms', text: 'Hi', at: 0 })
  running.advance(2 * 3_600_000)
  expect(running.stopped).toEqual(['Time went round in a circle without passing, and was stopped at “nudge”.'])
  expect(running.now()).toBe(2 * 3_600_000)
})
