import fc from 'fast-check'
import { Journey } from '#core'

/** A protocol with every way on connected, for journeys that hand over to `warm`. */
export const warmProtocol = Journey.parse({
  format: 1,
  kind: 'protocol',
  id: 'warm',
  name: 'Warm handover',
  nodes: {
    give: { type: 'give', next: { given: 'offer' } },
    offer: {
      type: 'offer',
      config: { meanwhile: 'One moment.', reminder: { every: 'PT5M', text: 'Still looking.' } },
      timeout: 'PT15M',
      next: { accepted: 'agent', declined: 'nobody', no_answer: 'nobody' },
    },
    agent: {
      type: 'with-agent',
      timeout: 'P2D',
      next: { resolved: 'solved', returned: 'back', transferred: 'offer', no_answer: 'back' },
    },
    solved: { type: 'end', config: { as: 'resolved' } },
    back: { type: 'end', config: { as: 'returned' } },
    nobody: { type: 'end', config: { as: 'no_answer' } },
  },
})

const ids = ['start', 'a', 'b', 'c', 'd', 'e', 'f', 'end'] as const
const inner = ids.slice(1, -1)
const facts = ['f0', 'f1', 'f2'] as const
const anyFact = fc.constantFrom(...facts)
const anyTarget = fc.constantFrom(...inner, 'end')

/** A text that shows a hole as `[]` when it names a fact that is not known. */
const anyText = fc.oneof(
  fc.constant('Hello.'),
  anyFact.map((fact) => `[{{${fact}}}]`),
  anyFact.map((fact) => `[{{${fact} ?? "it"}}]`),
)
const anyFormula = fc.oneof(
  anyFact.map((fact) => `known(${fact})`),
  anyFact.map((fact) => `!known(${fact})`),
  anyFact.map((fact) => `known(${fact}) && ${fact} == "yes"`),
  fc.tuple(anyFact, anyFact).map(([a, b]) => `known(${a}) || ${b} == "yes"`),
  fc.constant('channel == "sms"'),
)
const anyValue = fc.oneof(
  anyFact.map((fact) => `${fact} + "!"`),
  fc.tuple(anyFact, anyFact).map(([a, b]) => `known(${a}) ? ${a} : ${b}`),
  fc.constant('customer.language'),
)
const skipping = fc.option(anyFormula, { nil: undefined, freq: 4 })

/** Steps that lead on to the targets given; those that never listen to the customer apart. */
function stepsTo(target: fc.Arbitrary<string>) {
  const next = (...outcomes: string[]) => fc.record(Object.fromEntries(outcomes.map((outcome) => [outcome, target])))
  const say = fc.record({ type: fc.constant('say'), config: fc.record({ text: anyText }), next: next('sent') })
  const ask = fc.record({
    type: fc.constant('ask'),
    config: fc.record({ question: anyText, saveAs: anyFact, whenKnown: fc.constantFrom('skip', 'ask') }),
    timeout: fc.constantFrom('PT1H', 'P1D'),
    next: next('answered', 'not_understood', 'no_answer'),
  })
  const branch = fc.record({
    type: fc.constant('branch'),
    config: anyFormula.map((when) => ({ rows: [{ id: 'yes', label: 'Yes', when }] })),
    next: next('yes', 'otherwise'),
  })
  const handoff = fc.record({
    type: fc.constant('handoff'),
    config: fc.constant({ protocol: 'warm', queue: 'billing', reason: 'Needs a person' }),
    next: next('resolved', 'returned', 'no_answer'),
  })
  const set = fc.record({
    type: fc.constant('set'),
    config: fc.oneof(
      fc.record({ values: fc.tuple(fc.record({ fact: anyFact, text: fc.constant('yes') })) }),
      fc.record({ values: fc.tuple(fc.record({ fact: anyFact, formula: anyValue })) }),
      fc.record({ forget: fc.tuple(anyFact) }),
    ),
    next: next('done'),
  })
  const wait = fc.record({
    type: fc.constant('wait'),
    config: fc.record({ duration: fc.constantFrom('PT1H', 'P1D') }),
    next: next('elapsed'),
  })
  const passedBy = <Step extends { next: Record<string, string> }>(steps: fc.Arbitrary<Step>) =>
    fc.tuple(steps, skipping).map(([step, skipWhen]) => {
      const outcome = Object.keys(step.next)[0]
      return skipWhen === undefined ? step : { ...step, skipWhen, skipTo: outcome }
    })
  return {
    any: passedBy(fc.oneof({ weight: 3, arbitrary: ask }, { weight: 2, arbitrary: say }, branch, handoff, set, wait)),
    quiet: passedBy(fc.oneof({ weight: 2, arbitrary: wait }, say, branch, set)),
  }
}

const plausibleNode = stepsTo(anyTarget).any

/** Two conversations side by side, of which only the left one listens. Both can end, or lead out of the stage. */
const sides = { left: ['l1', 'l2', 'l-end'], right: ['r1', 'r2', 'r-end'] } as const
const sideTarget = ([first, second, end]: readonly [string, string, string]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(first, second, end, end) }, anyTarget)
const leftStep = stepsTo(sideTarget(sides.left)).any
const rightStep = stepsTo(sideTarget(sides.right)).quiet

const anyEvent = fc.constantFrom('customer.asked_for_agent', 'customer.said:help', 'call.started', 'customer.left')
const frame = {
  on: fc.dictionary(anyEvent, anyTarget, { maxKeys: 2, noNullPrototype: true }),
  within: fc.record({ duration: fc.constantFrom('PT30M', 'P2D'), else: anyTarget }),
  resumable: fc.constant(true),
}
const plausibleStage = fc.record(
  { nodes: fc.uniqueArray(fc.constantFrom(...inner), { minLength: 1, maxLength: 4 }), ...frame },
  { requiredKeys: ['nodes', 'resumable'] },
)
const plausibleSides = fc.record({
  nodes: fc.record({ l1: leftStep, l2: leftStep, r1: rightStep, r2: rightStep }),
  stage: fc.record({ ...frame, done: anyTarget }, { requiredKeys: ['resumable'] }),
  /** The first step that leads in, where to, and whether it all stands inside the other stage. */
  from: fc.oneof({ weight: 3, arbitrary: fc.constant('start') }, fc.constantFrom(...inner)),
  to: fc.constantFrom('l1', 'r1', 'r2', 'resume:two'),
  inside: fc.boolean(),
})

type Steps = Record<string, { next?: Record<string, string> }>

/** Leads a step's first way out somewhere else. */
function leading(steps: Steps, id: string, to: string): Steps {
  const [outcome] = Object.keys(steps[id]?.next ?? {})
  return outcome === undefined
    ? steps
    : { ...steps, [id]: { ...steps[id], next: { ...steps[id]?.next, [outcome]: to } } }
}

/** Journeys that could have been drawn on purpose: complete, connected at random. Some of them pass the checks. */
export const plausibleJourney: fc.Arbitrary<Journey> = fc
  .record({
    nodes: fc.record(Object.fromEntries(inner.map((id) => [id, plausibleNode]))),
    first: anyTarget,
    back: fc.option(fc.constantFrom(...inner), { nil: undefined }),
    one: fc.option(plausibleStage, { nil: undefined, freq: 2 }),
    two: fc.option(plausibleSides, { nil: undefined, freq: 2 }),
    scope: fc.constantFrom('run', 'conversation'),
    validFor: fc.option(fc.constantFrom('PT90M', 'PT30H'), { nil: undefined }),
  })
  .map(({ nodes, first, back, one, two, scope, validFor }) => {
    const end = { type: 'end' }
    let steps: Steps = {
      start: { type: 'inbound', next: { received: first } } as Steps[string],
      ...nodes,
      end: end as object,
    }
    // Now and then something leads back into the stage.
    if (one && back && !one.nodes.includes(back)) steps = leading(steps, back, 'resume:one')
    const stages: Record<string, object> = one ? { one } : {}
    if (two) {
      steps = { ...leading(steps, two.from, two.to), ...two.nodes, 'l-end': end as object, 'r-end': end as object }
      const regions = Object.fromEntries(Object.entries(sides).map(([id, inside]) => [id, { nodes: inside }]))
      stages.two = { ...two.stage, regions }
      if (one && two.inside) stages.one = { ...one, stages: ['two'] }
    }
    return Journey.parse({
      format: 1,
      id: 'any',
      name: 'Any journey',
      facts: Object.fromEntries(facts.map((fact) => [fact, { type: 'text', label: fact, scope, validFor }])),
      nodes: steps,
      stages,
    })
  })

const nonsense = fc.oneof(
  fc.constantFrom(
    '',
    '{{',
    '{{f0}}',
    '{{f0 ?? x}}',
    'f0 = 1',
    'known(f0)',
    'warm',
    'billing',
    'constructor',
    'toString',
    'P30D',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.record({ id: fc.constantFrom('yes', 'constructor'), fact: anyFact, when: anyFormula }), { maxLength: 2 }),
)
const types = [
  'inbound',
  'event',
  'say',
  'ask',
  'menu',
  'confirm',
  'branch',
  'by-channel',
  'hours',
  'wait',
  'set',
  'recall',
  'http-request',
  'summarise',
  'handoff',
  'give',
  'offer',
  'with-agent',
  'take-back',
  'end',
  'unheard-of',
  'constructor',
]
const keys = [
  'text',
  'question',
  'saveAs',
  'rows',
  'options',
  'fact',
  'protocol',
  'queue',
  'reason',
  'leaveOut',
  'meanwhile',
  'reminder',
  'duration',
  'events',
  'values',
  'as',
  'hours',
  'name',
]
const outcomes = [
  'received',
  'sent',
  'answered',
  'not_understood',
  'no_answer',
  'yes',
  'otherwise',
  'given',
  'accepted',
  'declined',
  'resolved',
  'returned',
  'done',
  'elapsed',
  'gone',
]
const wildTarget = fc.oneof(anyTarget, fc.constantFrom('gone', 'start', 'resume:one', 'resume:two', 'resume:gone'))
const wildNode = fc.record(
  {
    type: fc.constantFrom(...types),
    config: fc.dictionary(fc.constantFrom(...keys), nonsense, { maxKeys: 4, noNullPrototype: true }),
    next: fc.dictionary(fc.constantFrom(...outcomes), wildTarget, { maxKeys: 5, noNullPrototype: true }),
    timeout: fc.constantFrom('PT1H', 'P1M', 'P1Y2M'),
    skipWhen: fc.oneof(anyFormula, fc.constantFrom('f0', '(', 'nope')),
    skipTo: fc.constantFrom(...outcomes),
  },
  { requiredKeys: ['type'] },
)
const wildStage = fc.record(
  {
    nodes: fc.array(fc.constantFrom(...ids, 'gone'), { maxLength: 3 }),
    stages: fc.array(fc.constantFrom('one', 'two', 'three', 'gone'), { maxLength: 2 }),
    regions: fc.dictionary(
      fc.constantFrom('left', 'right'),
      fc.record({ nodes: fc.array(fc.constantFrom(...ids, 'gone'), { minLength: 1, maxLength: 3 }) }),
      { maxKeys: 2, noNullPrototype: true },
    ),
    on: fc.dictionary(anyEvent, wildTarget, { maxKeys: 3, noNullPrototype: true }),
    within: fc.record({ duration: fc.constant('PT1H'), else: wildTarget }),
    resumable: fc.boolean(),
    done: wildTarget,
  },
  { requiredKeys: [] },
)

/** Documents that parse, and otherwise anything: unknown kinds, dangling targets, broken texts, stages in circles. */
export const nonsenseJourney: fc.Arbitrary<Journey> = fc
  .record({
    kind: fc.constantFrom('journey', 'protocol'),
    id: fc.constantFrom('any', 'warm'),
    nodes: fc.dictionary(fc.constantFrom(...ids), fc.oneof(wildNode, plausibleNode), { noNullPrototype: true }),
    stages: fc.dictionary(fc.constantFrom('one', 'two', 'three'), wildStage, { noNullPrototype: true }),
    facts: fc.dictionary(
      fc.constantFrom('f0', 'f1', 'profile', 'in'),
      fc.record({
        type: fc.constantFrom('text', 'number'),
        label: fc.constant('Fact'),
        validFor: fc.constantFrom('P1D', 'P1M'),
      }),
      { noNullPrototype: true },
    ),
    suppressed: fc.array(
      fc.record({
        code: fc.constantFrom('outcome.loose', 'config.invalid'),
        node: fc.constantFrom(null, 'a'),
        reason: fc.constant('We know.'),
      }),
      { maxLength: 2 },
    ),
  })
  .map((parts) => Journey.parse({ format: 1, name: 'Anything', ...parts }))
