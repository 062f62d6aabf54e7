import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import { type Simulation, simulation } from '#simulator'
import { playWalk, silentOffer } from '#testing'
import { type Catalog, catalogOf } from '../catalog.ts'
import { Journey } from '../journey.ts'
import type { Problem } from '../problem.ts'
import { Workspace } from '../workspace.ts'
import { check } from './check.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** A problem whose counterexample was played: where the simulation stands now. */
interface Played {
  problem: Problem
  running: Simulation
  journey: Journey
}

/** The observation that shows the failure, for each rule that has one. */
const oracles: Record<string, (played: Played) => boolean> = {
  // Asked again: the question is open although its answer is there.
  'asks.known': ({ problem: { node }, running, journey }) => {
    const fact = String(journey.nodes[node as string]?.config.saveAs)
    return running.at().includes(node as string) && fact in running.facts()
  },
  'fact.unknown': ({ problem, running, journey }) => {
    const node = problem.node as string
    const type = journey.nodes[node]?.type
    // Not known, so it cannot be confirmed, decides nothing, and nothing can be worked out from it.
    if (type === 'confirm') return running.sent.at(-1)?.text === 'What is it then?'
    if (type === 'branch') return running.trail.some((step) => step.node === node && step.outcome === 'otherwise')
    if (type === 'set') return !('total' in running.facts())
    const hole = withHole(journey, problem)
    return running.sent.some(({ text }) => hole.test(text))
  },
  'handoff.silent': ({ problem, running }) => {
    const before = running.sent.length
    const last = running.effects.findLast(({ effect }) => effect.type === 'message.send')
    const silentSoFar = last === undefined || last.node === 'ask'
    running.advance(problem.severity === 'error' ? minute / 2 : 10 * minute)
    const stillWaiting = running.at().includes(`${problem.node}/offer`)
    return stillWaiting && running.sent.length === before && (problem.severity === 'warning' || silentSoFar)
  },
  'handoff.stuck': ({ problem, running }) =>
    problem.path.includes('timeout') || problem.message.includes('time limit')
      ? staysFor(running, 30 * day)
      : isStillThere(running),
  'loop.instant': ({ running }) => {
    running.advance(day)
    return running.stopped.length > 0
  },
  'outcome.loose': ({ running }) => isStillThere(running) && staysFor(running, 366 * day),
  'wait.unbounded': ({ running }) => staysFor(running, 366 * day),
  'end.unreachable': ({ running }) => {
    for (let round = 0; round < 50; round += 1) {
      running.send({ type: 'message.received', channel: 'sms', text: ['1', '2', 'what?'][round % 3] as string, at: 0 })
      running.advance(2 * 60 * minute)
    }
    return !running.ended()
  },
  // One message is the answer to two questions.
  'region.contention': ({ running }) => {
    const before = running.trail.length
    running.send({ type: 'message.received', channel: 'sms', text: '12345', at: 0 })
    return running.trail.slice(before).filter(({ outcome }) => outcome === 'answered').length === 2
  },
}

/** Rules whose failure no simulation can show, and why. */
const walkOnly: Record<string, string> = {
  'config.invalid': 'The step cannot be made ready to run.',
  'reference.missing': 'What is not there cannot be made ready to run.',
  'entry.missing': 'Nothing starts.',
  'node.unreachable': 'Nobody gets there.',
  'stage.invalid': 'What was meant cannot be told, so it is not run.',
  'handoff.context': 'A simulation has no agent who lacks the story.',
  'trigger.shared': 'It takes two journeys, and a simulation runs one.',
}

/** Problems of the fixtures that no walk shows by itself. */
const notShown: Record<string, string> = {
  'a question that skips and never runs': 'Nothing goes wrong: the question is left out.',
  'a question that never runs, unless the waits before it add up to more than its answer holds': 'As above.',
  'a short wait that is taken over and over': 'It goes stale after 180 rounds; the walk shows the first.',
}

interface Case {
  name: string
  journey: unknown
  documents?: Record<string, unknown>
  workspace?: unknown
}

const folder = new URL('./cases/', import.meta.url)
const files = readdirSync(folder).map((file) => [file.replace('.json', ''), file] as const)

test('every rule has an observation that shows its failure, or says why there is none', () => {
  expect([...Object.keys(oracles), ...Object.keys(walkOnly)].sort()).toEqual(files.map(([code]) => code).sort())
})

describe.each(files.filter(([code]) => Object.hasOwn(oracles, code)))('%s', (code, file) => {
  const cases = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case[]
  test.each(cases.map((each) => [each.name, each] as const))('%s', (name, each) => {
    const shown = playedProblems(each, code).map(({ walk, played }) => {
      expect(played.length, `cannot be played: ${JSON.stringify(walk)}`).toBeGreaterThan(0)
      return played.some((one) => oracles[code]?.(one))
    })
    expect(shown).toEqual(Object.hasOwn(notShown, name) ? shown.map(() => false) : shown.map(() => true))
  })
})

/** Plays the counterexamples of a fixture's problems. A protocol is played by a journey that hands over by it. */
function playedProblems(each: Case, code: string) {
  const drawn = Journey.parse(each.journey)
  const documents = Object.fromEntries(
    Object.entries(each.documents ?? {}).map(([id, document]) => [id, Journey.parse(document)]),
  )
  const workspace = Workspace.parse(each.workspace ?? { format: 1 })
  const nodes = [...nodeTypes, silentOffer]
  const isProtocol = drawn.kind === 'protocol'
  const catalog = catalogOf({ nodes, workspace, documents: isProtocol ? { [drawn.id]: drawn } : documents })
  const journey = isProtocol ? handingOverBy(drawn) : drawn
  return check(journey, { nodes, documents: catalog.documents, workspace })
    .filter((problem) => problem.code === code)
    .map((problem) => {
      const walk = problem.counterexample
      const all = walk === null ? [begun(journey, catalog)] : playWalk(journey, catalog, walk)
      return { walk, played: all.map((running): Played => ({ problem, running, journey })) }
    })
}

function handingOverBy({ id }: Journey): Journey {
  const config = { protocol: id, queue: 'billing', reason: 'Needs a person' }
  const next = { resolved: 'end', returned: 'end', no_answer: 'end' }
  const nodes = {
    start: { type: 'inbound', next: { received: 'agent' } },
    agent: { type: 'handoff', config, next },
    end: { type: 'end' },
  }
  return Journey.parse({ format: 1, id: 'around', name: 'Around', nodes })
}

function begun(journey: Journey, catalog: Catalog): Simulation {
  const running = simulation(journey, catalog, { startAt: 0, person: { id: 'a', name: null, profile: {}, facts: {} } })
  running.send({ type: 'message.received', channel: 'sms', text: 'Hi', at: 0 })
  return running
}

/** Whether a run rests where it is however long one waits. */
function staysFor(running: Simulation, ms: number): boolean {
  const before = running.at().join()
  running.advance(ms)
  return !running.ended() && running.at().join() === before
}

/** Whether a run rests at the very step whose way out it took last. */
function isStillThere(running: Simulation): boolean {
  return running.at().includes(running.trail.at(-1)?.node ?? '')
}

/** What a text looks like where something it says is not known. */
function withHole(journey: Journey, { message, path }: Problem): RegExp {
  const template = path.reduce((at: unknown, key) => (at as Record<string | number, unknown>)?.[key], journey)
  const [, fact] = /\{\{(\w+) \?\? /.exec(message) ?? []
  const [, field] = /profile field “(\w+)”/.exec(message) ?? []
  const unknown = fact ?? `profile.${field}`
  const parts = String(template).split(/(\{\{[^{}]*\}\})/)
  const pattern = parts.map((part) => {
    if (!part.startsWith('{{')) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return part.slice(2, -2).trim() === unknown ? '' : '.*'
  })
  return new RegExp(`^${pattern.join('')}$`)
}
