import fc from 'fast-check'
import { Journey } from '#core'

const ids = ['ask', 'say', 'branch', 'end', 'to-agent', 'wait'] as const
const outcomes = ['done', 'no_answer', 'left'] as const
const id = fc.constantFrom(...ids)
const point = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }))

const node = fc.record({
  type: fc.constantFrom('ask', 'say', 'end', 'unheard-of'),
  name: fc.constantFrom('', 'Ask', 'Say hello', 'Ask again, please'),
  config: fc.dictionary(
    fc.constantFrom('text', 'saveAs', 'rows'),
    fc.oneof(
      fc.constantFrom('hello', 'hello {{name}}', ''),
      fc.boolean(),
      fc.array(fc.record({ label: fc.constantFrom('Yes', 'No thanks') })),
    ),
    {
      noNullPrototype: true,
    },
  ),
  next: fc.dictionary(fc.constantFrom(...outcomes), fc.oneof(id, fc.constant('resume:first')), {
    noNullPrototype: true,
  }),
})

const stage = fc.record({
  name: fc.constantFrom('', 'Self-service'),
  nodes: fc.uniqueArray(id, { maxLength: 3 }),
  on: fc.dictionary(fc.constantFrom('customer.left', 'call.started'), id, { noNullPrototype: true }),
  within: fc.option(fc.record({ duration: fc.constant('PT2M'), else: id }), { nil: undefined }),
  resumable: fc.boolean(),
})

/** Journeys of all shapes for property tests: loose ends, loops, dangling targets, unknown kinds, stages, notes. */
export const anyJourney: fc.Arbitrary<Journey> = fc
  .record({
    nodes: fc.dictionary(id, node, { noNullPrototype: true }),
    stages: fc.dictionary(fc.constantFrom('first', 'second'), stage, { noNullPrototype: true }),
    notes: fc.dictionary(
      fc.constantFrom('note', 'note-2'),
      fc.record({ text: fc.constantFrom('', 'Mind the gap'), at: point }),
      { noNullPrototype: true },
    ),
    layout: fc.dictionary(id, point, { noNullPrototype: true }),
  })
  .map((parts) =>
    Journey.parse(JSON.parse(JSON.stringify({ format: 1, kind: 'journey', id: 'any', name: 'Any journey', ...parts }))),
  )

/** Ids that such a journey may or may not have. */
export const anyNodeId = id

/** Outcomes that such a journey may or may not have. */
export const anyOutcome = fc.constantFrom(...outcomes)
