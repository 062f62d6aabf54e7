import { type Catalog, durationMs, graphOf, inline, type Journey, type Walk } from '#core'
import type { FactValue, JourneyEvent } from '#sdk'
import { type Simulation, simulation } from '#simulator'

/** What can be done to a run at once: something happens (perhaps several times), or time passes (milliseconds). */
type Move = JourneyEvent[] | number

/**
 * Plays a walk in simulations: tries at each step what could make it happen (words, channels, calls, what people do, time
 * passing, what the record knows), and forces by a mock what depends on data. Answers simulations that stand where the
 * walk ends, each knowing something else; none when it cannot be made to happen.
 */
export function playWalk(journey: Journey, catalog: Catalog, walk: Walk): Simulation[] {
  const moves = movesIn(journey, catalog)
  const record = Object.entries(journey.facts).filter(([, { scope }]) => scope !== 'run')
  const full = Object.fromEntries(record.map(([name, { type }]) => [name, anyValue(type)]))
  const forced = mocksFor(journey, catalog, walk)
  const ways = [{}, full].flatMap((facts) => [{}, forced].map((mocks) => ({ facts, mocks })))
  const graph = graphOf(inline(journey, catalog), catalog)
  // In regions side by side the walk shows what one of them does, while the others go on as well.
  const isBeside = (node: string) => (graph.nodes.get(node)?.regions.size ?? 0) > 0
  const taken = ({ trail }: Simulation) => stepsTaken(trail, walk, isBeside)
  return ways.flatMap((given) => follow(walk, moves, taken, (done) => replay(journey, catalog, given, done)))
}

interface Moves {
  starts: Move[]
  later: Move[]
}

const enough = 20

/** Looks for the moves that make a walk happen, each of which must bring it on. */
function follow(
  walk: Walk,
  moves: Moves,
  takenIn: (running: Simulation) => number,
  replayed: (done: readonly Move[]) => Simulation,
): Simulation[] {
  const found: Simulation[] = []
  const seen = new Set<string>()
  const open: { done: readonly Move[]; taken: number }[] = [{ done: [], taken: -1 }]
  for (let from = open.pop(); from && found.length < enough; from = open.pop()) {
    const { done, taken } = from
    for (const move of done.length === 0 ? moves.starts : moves.later) {
      const next = [...done, move]
      const running = replayed(next)
      const now = takenIn(running)
      const key = JSON.stringify([now, running.now(), running.at(), running.facts()])
      if (now <= taken || seen.has(key)) continue
      seen.add(key)
      if (now === walk.length) found.push(running)
      else open.push({ done: next, taken: now })
    }
  }
  return found
}

/** How many steps of a walk a run has taken, in order; -1 when it went another way. */
function stepsTaken(trail: Walk, walk: Walk, isBeside: (node: string) => boolean): number {
  let taken = 0
  for (const { node, outcome } of trail) {
    const next = walk[taken]
    if (next === undefined) return taken
    if (next.node === node && next.outcome === outcome) taken += 1
    else if (!isBeside(node)) return -1
  }
  return taken
}

interface Given {
  facts: Record<string, FactValue>
  mocks: Record<string, { outcome: string }>
}

function replay(journey: Journey, catalog: Catalog, { facts, mocks }: Given, moves: readonly Move[]): Simulation {
  const person = { id: 'ana', name: null, profile: {}, facts }
  const running = simulation(journey, catalog, { startAt: Date.UTC(2026, 2, 12), person, mocks })
  for (const move of moves) {
    if (typeof move === 'number') running.advance(move)
    else for (const event of move) running.send(event)
  }
  return running
}

const said = (text: string, more: { choice?: string; channel?: 'email' } = {}): JourneyEvent => ({
  type: 'message.received',
  channel: 'sms',
  text,
  at: 0,
  ...more,
})

function movesIn(journey: Journey, catalog: Catalog): Moves {
  const { nodes, stages } = inline(journey, catalog).journey
  const texts = textsIn([nodes, stages])
  const named = texts
    .filter((text) => /^[a-z_]+(\.[a-z_]+)+$/.test(text))
    .map((type): Move => [{ type, at: 0, data: {} }])
  const phrases = texts.filter((text) => text.startsWith('customer.said:')).map((text) => text.slice(14))
  const choices = texts.filter((text) => /^[a-z][a-z0-9_]*$/.test(text)).map((choice): Move => [said('', { choice })])
  const durations = texts.filter((text) => /^P(?=\d|T\d)/.test(text)).map((text) => durationMs(text))
  const handoff = { handoff: 'h', at: 0 }
  const people: JourneyEvent[] = [
    { type: 'agent.accepted', ...handoff, agent: { id: 'a', name: 'A' } },
    { type: 'agent.declined', ...handoff },
    ...(['resolved', 'returned', 'transferred'] as const).map(
      (outcome): JourneyEvent => ({ type: 'agent.closed', ...handoff, outcome, disposition: 'Done' }),
    ),
    { type: 'customer.left', at: 0 },
    { type: 'call.started', channel: 'voice', at: 0 },
    { type: 'call.ended', channel: 'voice', at: 0 },
  ]
  const words = ['12345', '0', 'yes', 'no', 'an agent please', ...phrases].map((text): Move => [said(text)])
  // Nothing that fits, as often as anybody asks.
  const noAnswer: Move = Array.from({ length: 5 }, () => said(''))
  const times = [...new Set(durations)].sort((a, b) => a - b)
  return {
    starts: [
      [said('Hi')],
      [said('Hi', { channel: 'email' })],
      [{ type: 'call.started', channel: 'voice', at: 0 }],
      ...named,
    ],
    later: [...words, noAnswer, ...choices, ...people.map((event) => [event]), ...named, ...times],
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return [...new Set([...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(textsIn)])]
}

/** Answers for steps whose way out depends on data, as the walk has them. */
function mocksFor({ nodes }: Journey, catalog: Catalog, walk: Walk): Given['mocks'] {
  return Object.fromEntries(
    walk.flatMap(({ node, outcome }) => {
      const type = catalog.nodes.get(nodes[node]?.type ?? '')
      const config = type?.config.safeParse(nodes[node]?.config)
      const outcomes =
        typeof type?.outcomes === 'function' ? config?.success && type.outcomes(config.data) : type?.outcomes
      return outcomes && Object.hasOwn(outcomes, outcome) && outcomes[outcome]?.dependsOnData
        ? [[node, { outcome }]]
        : []
    }),
  )
}

function anyValue(type: Journey['facts'][string]['type']): FactValue {
  if (type === 'number') return 42
  if (type === 'boolean') return true
  return type === 'date' ? '2026-03-12' : 'known'
}
