import {
  type Catalog,
  compile,
  type EffectParams,
  type Journey,
  limits,
  type Mocks,
  type Plan,
  type RunContext,
  restoreSnapshot,
  type StoredSnapshot,
  startTurn,
  storeSnapshot,
  type Turn,
  turn,
  usualChannel,
  type WalkStep,
  waitingOf,
  writtenChannels,
} from '#core'
import { type ChannelId, is, type JourneyEvent } from '#sdk'

/** A message the simulated customer received. */
export interface Sent {
  channel: ChannelId
  text: string
  at: number
}

/** The customer of a simulation. */
export interface TestPerson {
  id: string
  name: string | null
  identities?: readonly string[]
  profile: Record<string, string | number | boolean>
  facts: Record<string, string | number | boolean>
}

/** A journey under way in memory, on a clock that only moves when told. */
export interface Simulation {
  now(): number
  /** Something happens. Answers false when no step starts on it and no run is under way. */
  send(event: JourneyEvent): boolean
  /** Moves the clock, letting every timer fire that comes due on the way. */
  advance(ms: number): void
  trail: WalkStep[]
  sent: Sent[]
  effects: EffectParams[]
  facts(): Record<string, string | number | boolean>
  /** The steps the run rests at. */
  at(): string[]
  ended(): boolean
  resolution(): string | null
  /** Runs that went over a limit, in words. */
  stopped: string[]
}

/** Opens a simulation. Between any two events the run goes through JSON, as it would through a restart. */
export function simulation(
  journey: Journey,
  catalog: Catalog,
  options: { startAt: number; person: TestPerson; mocks?: Mocks },
): Simulation {
  const plan = compile(journey, catalog, { mocks: { ...documentMocks(journey), ...options.mocks } })
  const { person } = options
  let now = options.startAt
  let stored: StoredSnapshot | undefined
  let context: RunContext | undefined
  const timers = new Map<string, { due: number; event: JourneyEvent }>()
  const trail: WalkStep[] = []
  const sent: Sent[] = []
  const effects: EffectParams[] = []
  const stopped: string[] = []
  let lastWritten: ChannelId | undefined

  const apply = (event: JourneyEvent) => {
    if (!stored) return
    take(turn(plan, restoreSnapshot(plan, JSON.parse(JSON.stringify(stored)) as StoredSnapshot), event))
  }

  const take = (done: Turn) => {
    trail.push(...done.trail)
    context = done.context
    stored = storeSnapshot(plan, done.snapshot)
    for (const change of done.timers) {
      if (change.due === null) timers.delete(change.id)
      else timers.set(change.id, { due: change.due, event: change.event })
    }
    if (done.overrun) stopped.push(done.overrun.message)
    if (done.status === 'ended') timers.clear()
    effects.push(...done.effects)
    for (const effect of done.effects) carryOut(effect)
  }

  const carryOut = ({ node, visit, effect }: EffectParams) => {
    if (effect.type === 'message.send') sent.push({ channel: effect.channel ?? 'webhook', text: effect.text, at: now })
    if (!('as' in effect) || effect.as === undefined) return
    const about = { visit, effect: effect.as, at: now }
    const event =
      effect.type === 'record.recall'
        ? { type: `${node}.${effect.as}.done`, ...about, result: recalled(person, effect.what) }
        : {
            type: `${node}.${effect.as}.failed`,
            ...about,
            error: { code: 'simulation.not_mocked', message: `“${node}” has no mock.` },
          }
    apply(event as JourneyEvent)
  }

  /** With nothing under way the conversation is over, and only what is known of the customer goes on to the next. */
  const customers = (facts: RunContext['facts']) =>
    Object.fromEntries(Object.entries(facts).filter(([name]) => plan.flat.journey.facts[name]?.scope === 'customer'))

  return {
    now: () => now,
    send(event) {
      const happened = { ...event, at: now }
      if (is(happened, 'message.received') && writtenChannels.includes(happened.channel)) lastWritten = happened.channel
      if (stored?.status === 'active') {
        apply(happened)
        return true
      }
      const entry = entryFor(plan, happened)
      if (!entry) return false
      const known = { ...asFacts(person.facts, now), ...customers(context?.facts ?? {}) }
      const own = 'channel' in happened && happened.channel ? (happened.channel as ChannelId) : undefined
      const channel = own ?? usualChannel(lastWritten, person.identities ?? []) ?? 'webhook'
      const customer = { id: person.id, name: person.name, language: null }
      take(
        startTurn(plan, { at: now, entry, event: happened, channel, customer, profile: person.profile, facts: known }),
      )
      return true
    },
    advance(ms) {
      const until = now + ms
      let atOnce = 0
      for (;;) {
        const next = [...timers].filter(([, timer]) => timer.due <= until).sort((a, b) => a[1].due - b[1].due)[0]
        if (!next) break
        const [id, timer] = next
        timers.delete(id)
        atOnce = timer.due <= now ? atOnce + 1 : 0
        if (atOnce > limits.timersPerMoment) {
          timers.clear()
          stopped.push(`Time went round in a circle without passing, and was stopped at “${trail.at(-1)?.node}”.`)
          break
        }
        now = Math.max(now, timer.due)
        apply(timer.event)
      }
      now = until
    },
    trail,
    sent,
    effects,
    stopped,
    facts: () => Object.fromEntries(Object.entries(context?.facts ?? {}).map(([name, fact]) => [name, fact.value])),
    at: () =>
      stored?.status === 'active' ? waitingOf(plan, restoreSnapshot(plan, stored)).map((wait) => wait.node) : [],
    ended: () => stored !== undefined && stored.status !== 'active',
    resolution: () => context?.resolution ?? null,
  }
}

function entryFor(plan: Plan, event: JourneyEvent): string | undefined {
  for (const [id, { type, config }] of plan.nodes) {
    if (plan.flat.frameOf[id] === undefined && type.starts?.(config, event)) return id
  }
  return undefined
}

/** What the steps themselves say a simulation should answer. */
function documentMocks(journey: Journey): Mocks {
  return Object.fromEntries(Object.entries(journey.nodes).flatMap(([id, { mock }]) => (mock ? [[id, mock]] : [])))
}

function asFacts(values: Record<string, string | number | boolean>, at: number): RunContext['facts'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { value, channel: null, at, source: 'record', proof: 'proved' as const },
    ]),
  )
}

function recalled(person: TestPerson, what: readonly string[]) {
  return {
    ...(what.includes('profile') ? { profile: person.profile } : {}),
    ...(what.includes('facts') ? { facts: person.facts } : {}),
    ...(what.includes('history') ? { history: [] } : {}),
    ...(what.includes('open_runs') ? { open_runs: [] } : {}),
  }
}
