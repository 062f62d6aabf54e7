import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import type { JourneyEvent } from '#sdk'
import { type Simulation, simulation } from '#simulator'
import { isRealRun, isRealWalk, nonsenseJourney, plausibleJourney, warmProtocol } from '#testing'
import { catalogOf } from '../catalog.ts'
import { graphOf } from '../graph.ts'
import { inline } from '../inline.ts'
import { Journey } from '../journey.ts'
import { blocks } from '../problem.ts'
import { Workspace } from '../workspace.ts'
import { check } from './check.ts'
import { soundStages } from './sound.ts'

const workspace = Workspace.parse({ format: 1, queues: { billing: { name: 'Billing' } } })
const documents = { warm: warmProtocol }
const options = { nodes: nodeTypes, documents, workspace }
const catalog = catalogOf(options)
const graphOfJourney = (journey: Journey) => graphOf(inline(soundStages(journey).journey, catalog), catalog)

/** Something happens to a run: an event, or time passing in hours. */
const anyEvent: fc.Arbitrary<JourneyEvent | number> = fc.oneof(
  fc.constantFrom(0.2, 0.6, 1, 25, 80),
  fc
    .constantFrom('yes', 'no', 'help', 'an agent please')
    .map((text): JourneyEvent => ({ type: 'message.received', channel: 'sms', text, at: 0 })),
  fc.constantFrom<JourneyEvent>(
    { type: 'call.started', channel: 'voice', at: 0 },
    { type: 'customer.left', at: 0 },
    { type: 'agent.accepted', handoff: 'h', agent: { id: 'a', name: 'A' }, at: 0 },
    { type: 'agent.declined', handoff: 'h', at: 0 },
    { type: 'agent.closed', handoff: 'h', outcome: 'resolved', disposition: 'done', at: 0 },
    { type: 'agent.closed', handoff: 'h', outcome: 'returned', disposition: 'done', at: 0 },
    { type: 'agent.closed', handoff: 'h', outcome: 'transferred', disposition: 'done', at: 0 },
  ),
)
const anyEvents = fc.array(anyEvent, { maxLength: 12 })

/** Runs a journey through events until it ends, over a JSON round trip between any two. */
function run(journey: Journey, events: (JourneyEvent | number)[]): Simulation {
  const person = { id: 'ana', name: null, profile: {}, facts: {} }
  const simulated = simulation(journey, catalog, { startAt: Date.UTC(2026, 2, 12), person })
  simulated.send({ type: 'message.received', channel: 'sms', text: 'Hi', at: 0 })
  for (const event of events) {
    if (simulated.ended()) break
    if (typeof event === 'number') simulated.advance(event * 3_600_000)
    else simulated.send(event)
  }
  return simulated
}

describe('check', () => {
  test('never throws, always answers the same, in time, with real walks', () => {
    fc.assert(
      fc.property(fc.oneof(nonsenseJourney, plausibleJourney), (journey) => {
        const started = performance.now()
        const problems = check(journey, options)
        expect(performance.now() - started).toBeLessThan(2000)
        expect(check(structuredClone(journey), options)).toEqual(problems)
        const graph = graphOfJourney(journey)
        for (const { counterexample, message } of problems) {
          if (counterexample)
            expect(isRealWalk(graph, counterexample), `${message} ${JSON.stringify(counterexample)}`).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a journey that calls itself through what it calls is told so', () => {
    const calls = (id: string) => ({ type: 'handoff', config: { protocol: id, queue: 'billing', reason: 'x' } })
    const nodes = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`n${n}`, calls(`p${n % 3}`)]))
    const protocols = ['p0', 'p1', 'p2'].map((id) =>
      Journey.parse({ format: 1, kind: 'protocol', id, name: id, nodes }),
    )
    const journey = Journey.parse({ format: 1, id: 'any', name: 'Any', nodes })
    const started = performance.now()
    const found = check(journey, {
      ...options,
      documents: Object.fromEntries(protocols.map((each) => [each.id, each])),
    })
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ['reference.missing', '“p0” calls itself, over what it calls. Break the chain.'],
    ])
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('1,000 steps and 60 facts take tens of milliseconds', () => {
    const journey = large(1000, 60)
    const problems = check(journey, options)
    // The processor's time, and the best of several: other work on the machine must not fail this.
    const times = Array.from({ length: 6 }, () => {
      const started = process.cpuUsage()
      check(journey, options)
      const { user, system } = process.cpuUsage(started)
      return (user + system) / 1000
    })
    const took = Math.min(...times)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(took).toBeLessThan(400)
    process.stdout.write(`check of 1,000 steps × 60 facts: ${took.toFixed(0)} ms\n`)
  })
})

describe('what passes the checks keeps its promise when it runs', () => {
  const passing = plausibleJourney.filter((journey) => !blocks(check(journey, options)))

  test('it settles on any events, and no sentence has a hole', () => {
    fc.assert(
      fc.property(passing, anyEvents, (journey, events) => {
        const { stopped, sent } = run(journey, events)
        expect(stopped).toEqual([])
        expect(sent.map(({ text }) => text).filter((text) => text.includes('[]'))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('every way a run takes is in the graph, and never through what nothing leads to', () => {
    fc.assert(
      fc.property(passing, anyEvents, (journey, events) => {
        const { trail } = run(journey, events)
        expect(isRealRun(graphOfJourney(journey), trail), JSON.stringify(trail)).toBe(true)
        const unreachable = check(journey, options).filter(({ code }) => code === 'node.unreachable')
        const visited = new Set(trail.map(({ node }) => node))
        expect(unreachable.filter(({ node }) => node !== null && visited.has(node))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

/** A long journey: questions, decisions and messages in a row, with interrupts all over. */
function large(steps: number, factCount: number): Journey {
  const nodes: Record<string, unknown> = { start: { type: 'inbound', next: { received: 'n0' } }, end: { type: 'end' } }
  for (let n = 0; n < steps; n += 1) {
    const to = n + 1 < steps ? `n${n + 1}` : 'end'
    const back = `n${Math.max(0, n - 37)}`
    const fact = `f${n % factCount}`
    nodes[`n${n}`] = [
      {
        type: 'ask',
        config: { question: 'Which?', saveAs: fact },
        timeout: 'PT1H',
        next: { answered: to, not_understood: back, no_answer: 'end' },
      },
      { type: 'say', config: { text: `About {{${fact} ?? "it"}}` }, next: { sent: to } },
      {
        type: 'branch',
        config: { rows: [{ id: 'yes', label: 'Yes', when: `known(${fact}) && ${fact} == "x"` }] },
        next: { yes: to, otherwise: to },
      },
      {
        type: 'menu',
        config: {
          question: 'What?',
          options: [
            { id: 'a', label: 'A' },
            { id: 'b', label: 'B' },
          ],
        },
        timeout: 'PT1H',
        next: { a: to, b: back, not_understood: to, no_answer: 'end' },
      },
    ][n % 4]
  }
  const facts = Object.fromEntries(
    Array.from({ length: factCount }, (_, n) => [`f${n}`, { type: 'text', label: `Fact ${n}`, validFor: 'P30D' }]),
  )
  const inside = Object.keys(nodes).filter((id) => id.startsWith('n'))
  const stages = { all: { nodes: inside, on: { 'customer.asked_for_agent': 'end' }, resumable: true } }
  return Journey.parse({ format: 1, id: 'large', name: 'Large', facts, nodes, stages })
}
