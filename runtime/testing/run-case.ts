import { z } from 'zod'
import {
  type Catalog,
  compile,
  durationMs,
  type EffectParams,
  Journey,
  restoreSnapshot,
  type StoredSnapshot,
  startTurn,
  storeSnapshot,
  type Turn,
  turn,
  Workspace,
} from '#core'
import {
  type AnyNodeType,
  channelIds,
  defineNode,
  type Effect,
  type FactValue,
  type JourneyEvent,
  type MessageSend,
} from '#sdk'

const Value = z.union([z.string(), z.number(), z.boolean()])

/** One example of a node's behaviour, readable by whoever draws journeys. */
export const NodeCase = z.strictObject({
  name: z.string().min(1),
  /** The case shown in the node's documentation; exactly one a node. */
  example: z.boolean().default(false),
  config: z.record(z.string(), z.unknown()),
  /** Fields around the config: a time limit, retries, skipping. */
  node: z.record(z.string(), z.unknown()).default({}),
  channel: z.enum(channelIds).default('webchat'),
  facts: z.record(z.string(), Value).default({}),
  profile: z.record(z.string(), Value).default({}),
  workspace: z.record(z.string(), z.unknown()).default({}),
  /** Protocols and journeys the step names, by id. */
  documents: z.record(z.string(), Journey).default({}),
  /** For a start node: the event that starts the run. */
  start: z.looseObject({ type: z.string() }).optional(),
  startAt: z.iso.datetime().default('2026-03-12T09:00:00Z'),
  events: z
    .array(z.union([z.strictObject({ advance: z.iso.duration() }), z.looseObject({ type: z.string() })]))
    .default([]),
  expect: z.strictObject({
    /** Outcomes of the node, as `node/outcome`; empty while it still waits. A document it names puts its steps' in front. */
    trail: z.array(z.string()).optional(),
    facts: z.record(z.string(), Value).optional(),
    /** Facts that are not known at the end. */
    forgotten: z.array(z.string()).optional(),
    /** What the customer got, in order: the texts, or the fields of a message that matter; null for one that is absent. */
    sent: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).optional(),
    /** Other effects, by type and the fields that matter. */
    effects: z.array(z.looseObject({ type: z.string() })).optional(),
    /** For a start node: whether the event starts it. */
    starts: z.boolean().optional(),
  }),
})

export type NodeCase = z.output<typeof NodeCase>

/** What a case showed. */
export interface CaseResult {
  trail: string[]
  facts: Record<string, FactValue>
  sent: MessageSend[]
  effects: Effect[]
  starts: boolean | undefined
}

const begin = defineNode({
  type: 'test-begin',
  version: 1,
  group: 'start',
  title: 'Begin',
  icon: 'flag',
  description: 'Starts a case.',
  config: z.strictObject({}),
  outcomes: { go: { label: 'Go' } },
  channels: 'any',
  effects: 'none',
  summary: () => [],
  enter: () => ({ outcome: 'go' }),
})

const over = defineNode({
  type: 'test-over',
  version: 1,
  group: 'compose',
  title: 'Over',
  icon: 'flag',
  description: 'Ends a case.',
  config: z.strictObject({}),
  outcomes: {},
  ends: () => 'over',
  channels: 'any',
  effects: 'none',
  summary: () => [],
  enter: () => ({ memory: undefined }),
})

/**
 * Runs one case through the real compile and turns, on a journey of one node. Between any two events the run goes
 * through JSON, as it would through a restart. `others` are the kinds of steps that a case's documents use.
 */
export function runCase(type: AnyNodeType, given: NodeCase, others: readonly AnyNodeType[] = []): CaseResult {
  const { journey, catalog, id } = journeyOf(type, given, others)
  const plan = compile(journey, catalog)
  let now = Date.parse(given.startAt)
  const timers = new Map<string, { due: number; event: JourneyEvent }>()
  const result: CaseResult = { trail: [], facts: {}, sent: [], effects: [], starts: undefined }
  let stored: StoredSnapshot | undefined
  let last: EffectParams | undefined
  const take = (done: Turn) => {
    stored = JSON.parse(JSON.stringify(storeSnapshot(plan, done.snapshot))) as StoredSnapshot
    result.trail.push(
      ...done.trail
        .filter(({ node }) => node === id || node.startsWith(`${id}/`))
        .map((step) => `${step.node}/${step.outcome}`),
    )
    result.facts = Object.fromEntries(Object.entries(done.context.facts).map(([name, fact]) => [name, fact.value]))
    for (const params of done.effects) {
      if ('as' in params.effect) last = params
      if (params.effect.type === 'message.send') result.sent.push(params.effect)
      else result.effects.push(params.effect)
    }
    for (const change of done.timers) {
      if (change.due === null) timers.delete(change.id)
      else timers.set(change.id, { due: change.due, event: change.event })
    }
  }
  const apply = (event: JourneyEvent) =>
    stored?.status === 'active' && take(turn(plan, restoreSnapshot(plan, stored), event))
  const facts = Object.fromEntries(
    Object.entries(given.facts).map(([name, value]) => [
      name,
      { value, channel: null, at: now, source: 'record', proof: 'proved' as const },
    ]),
  )
  const event = {
    channel: given.channel,
    text: '',
    ...given.start,
    type: given.start?.type ?? 'message.received',
    at: now,
  } as JourneyEvent
  if (type.starts) result.starts = type.starts(type.config.parse(given.config), event)
  const customer = { id: 'ana', name: 'Ana', language: null }
  const entry = type.group === 'start' ? id : 'begin'
  take(startTurn(plan, { at: now, entry, event, channel: given.channel, customer, facts, profile: given.profile }))
  for (const each of given.events) {
    if ('advance' in each && typeof each.advance === 'string') {
      const until = now + durationMs(each.advance, now)
      for (;;) {
        const next = [...timers].filter(([, timer]) => timer.due <= until).sort((a, b) => a[1].due - b[1].due)[0]
        if (!next) break
        timers.delete(next[0])
        now = next[1].due
        apply(next[1].event)
      }
      now = until
    } else {
      apply(addressed({ channel: given.channel, ...each, at: now } as unknown as JourneyEvent, last))
    }
  }
  return result
}

/** An effect's answer goes to the visit that asked for it. */
function addressed(event: JourneyEvent, asked: EffectParams | undefined): JourneyEvent {
  if (!asked || (event.type !== 'effect.done' && event.type !== 'effect.failed')) return event
  const name = 'as' in asked.effect ? String(asked.effect.as) : ''
  return {
    ...event,
    effect: name,
    visit: asked.visit,
    type: `${asked.node}.${name}.${event.type.slice('effect.'.length)}`,
  } as unknown as JourneyEvent
}

function journeyOf(
  type: AnyNodeType,
  given: NodeCase,
  others: readonly AnyNodeType[],
): { journey: Journey; catalog: Catalog; id: string } {
  const id = type.type
  const workspace = Workspace.parse({ format: 1, ...given.workspace })
  const catalog = {
    nodes: new Map([...others, type, begin, over].map((each) => [each.type, each as AnyNodeType])),
    documents: given.documents,
    workspace,
  }
  const config = type.config.parse(given.config)
  const declared = typeof type.outcomes === 'function' ? type.outcomes(config) : type.outcomes
  const outcomes = [...Object.keys(declared), ...endsIn(given.documents), 'no_answer']
  const next = Object.fromEntries(outcomes.map((outcome) => [outcome, 'over']))
  const nodes = {
    begin: { type: 'test-begin', next: { go: id } },
    [id]: { type: id, config: given.config, next: type.ends ? {} : next, ...given.node },
    over: { type: 'test-over' },
  }
  const facts = factsOf(type, given)
  return {
    journey: Journey.parse({ format: 1, kind: 'journey', id: 'case', name: given.name, facts, nodes }),
    catalog,
    id,
  }
}

/** The names that a case's documents end with: the outcomes of the step that names one of them. */
function endsIn(documents: NodeCase['documents']): string[] {
  const nodes = Object.values(documents).flatMap((document) => Object.values(document.nodes))
  return nodes.flatMap(({ config }) => (typeof config.as === 'string' ? [config.as] : []))
}

type References = ReturnType<NonNullable<AnyNodeType['references']>>

/** The facts a case is about: those it names, and those its step refers to. */
export function factsOf(type: AnyNodeType, given: NodeCase): Journey['facts'] {
  const config = type.config.safeParse(given.config)
  const references: References = (config.success && type.references?.(config.data)) || []
  const referred = references.flatMap(({ kind, id }) => (kind === 'fact' ? [id] : []))
  const names = new Set([...Object.keys(given.facts), ...Object.keys(given.expect.facts ?? {}), ...referred])
  return Object.fromEntries(
    [...names].map((name) => {
      const value = given.facts[name] ?? given.expect.facts?.[name]
      return [name, { type: typeOf(value), label: labelOf(name), pii: false, scope: 'conversation' as const }]
    }),
  )
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function typeOf(value: FactValue | undefined): 'text' | 'number' | 'boolean' {
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text'
}
