import { type AnyStateMachine, createMachine } from 'xstate'
import type { Json } from '#sdk'
import type { Catalog } from '../catalog.ts'
import { emptyContext, hear, type RunStart } from '../context.ts'
import { durationMs } from '../duration.ts'
import { type Flat, inline } from '../inline.ts'
import type { Journey } from '../journey.ts'
import { limits } from '../limits.ts'
import { mayEnd, outcomesOf } from '../outcomes.ts'
import { hearing, type Listening, nodeState } from './node-state.ts'
import { applyReply, hopsOf, isOverrun, momentOf } from './reply.ts'
import { looksAtWords, resuming, stageFrame } from './stage-state.ts'
import { enqueue, type MachineAction, type StateConfig, type TransitionConfig } from './state-config.ts'
import { type Place, type Tree, treeOf } from './tree.ts'
import { type Prepared, type Scope, scopeOf, visitOf } from './visit.ts'

/** A compiled journey: the XState machine, and what drivers need to know about its nodes. */
export interface Plan {
  machine: AnyStateMachine
  flat: Flat
  /** Every node that can be active, by flat id. */
  nodes: ReadonlyMap<string, Prepared>
  /** The stages around each node, innermost first. */
  stagesAround(node: string): string[]
}

/** What a simulation answers instead of a node. */
export type Mocks = Readonly<Record<string, { outcome: string; captured?: Record<string, string | number | boolean> }>>

/**
 * Compiles a journey to a plain XState machine. The same journey and catalog always give the same machine.
 * Expects a journey without blocking problems; throws on one that refers to what does not exist.
 */
export function compile(journey: Journey, catalog: Catalog, options: { mocks?: Mocks } = {}): Plan {
  const flat = inline(journey, catalog)
  const build: Build = {
    flat,
    catalog,
    tree: treeOf(flat),
    scope: scopeOf(flat, catalog),
    mocks: options.mocks ?? {},
    nodes: new Map(),
  }
  const top = members(build, { top: true })
  const machine = createMachine({
    id: `journey:${journey.id}`,
    context: emptyContext,
    initial: '$start',
    options: { maxIterations: limits.microsteps },
    on: {
      'message.received': { actions: [hearing] },
      'call.started': { actions: [hearing] },
      'call.ended': { actions: [hearing] },
      'fact.changed': { actions: [hearing] },
    },
    states: { $start: startState(build), ...top, $end: { id: '$end', type: 'final' } },
  } as never).provide({ actions: { effect: () => {}, overrun: () => {} } as never })
  return {
    machine,
    flat,
    nodes: build.nodes,
    stagesAround: (node) => build.tree.stagesAround(build.tree.nodePlace(node)),
  }
}

interface Build {
  flat: Flat
  catalog: Catalog
  tree: Tree
  scope: Scope
  mocks: Mocks
  nodes: Map<string, Prepared>
}

/** Takes in what a run starts with and goes to the start node that its first event matched. */
function startState(build: Build): StateConfig {
  const starts = Object.entries(build.flat.journey.nodes).filter(
    ([id, node]) => !build.flat.frameOf[id] && build.catalog.nodes.get(node.type)?.group === 'start',
  )
  const first = starts[0]?.[0]
  return {
    entry: [
      enqueue(({ context, event, enqueue }) => {
        const start = (event as { input?: Partial<RunStart> }).input ?? {}
        const at = momentOf(event, context)
        const known = {
          ...context,
          now: at,
          channel: start.channel ?? context.channel,
          customer: start.customer ?? context.customer,
          profile: start.profile ?? {},
          facts: start.facts ?? {},
        }
        enqueue.assign({ ...known, ...(start.event ? hear(known, start.event) : {}) })
        enqueue.raise({
          type: `$start.${start.entry ?? first}`,
          at,
          hops: 0,
          ...(start.event ? { input: { event: start.event } } : {}),
        } as never)
      }),
    ],
    on: Object.fromEntries(starts.map(([id]) => [`$start.${id}`, [{ target: `#${id}` }]])),
  }
}

/** The states directly inside a stage, a frame, or the top. */
function members(build: Build, place: Place): Record<string, StateConfig> {
  const { journey } = build.flat
  const nodes = Object.keys(journey.nodes).filter((id) => samePlace(build.tree.nodePlace(id), place))
  const stages = Object.keys(journey.stages).filter((id) => samePlace(build.tree.stagePlace(id), place))
  return Object.fromEntries([
    ...nodes.map((id) => [id, memberState(build, id)] as const),
    ...stages.map((id) => [`@${id}`, stageState(build, id)] as const),
  ])
}

function samePlace(a: Place, b: Place): boolean {
  if ('stage' in a) return 'stage' in b && a.stage === b.stage && a.region === b.region
  if ('frame' in a) return 'frame' in b && a.frame === b.frame
  return 'top' in b
}

function stageState(build: Build, id: string): StateConfig {
  const stage = build.flat.journey.stages[id]
  if (!stage) throw new Error(`There is no stage “${id}”.`)
  const around = build.tree.stagesAround(build.tree.stagePlace(id))
  const place = build.tree.stagePlace(id)
  const frame = stageFrame(id, stage, around, (target) => leadTo(build, target))
  const back: Record<string, StateConfig> = { $back: { id: `@${id}:back`, type: 'history', history: 'deep' } }
  if (!stage.regions) {
    const states = members(build, { stage: id })
    return { ...frame, initial: Object.keys(states)[0], states: { ...states, ...back } }
  }
  const regions = Object.entries(stage.regions).map(([region, { nodes }]) => {
    const states = members(build, { stage: id, region })
    const end: StateConfig = { id: `@${id}:${region}:end`, type: 'final' }
    return [`@${id}:${region}`, { initial: nodes[0], states: { ...states, $end: end } } as StateConfig] as const
  })
  const onDone = stage.done ? leadTo(build, stage.done) : endOf(build, place, 'done')
  return { ...frame, type: 'parallel', onDone, states: { ...Object.fromEntries(regions), ...back } }
}

/** A node as a state; a handoff or call node as a compound state holding the document it names. */
function memberState(build: Build, id: string): StateConfig {
  const { flat, catalog, tree } = build
  const node = flat.journey.nodes[id]
  const type = node && catalog.nodes.get(node.type)
  if (!node || !type) throw new Error(`The step “${id}” has the unknown type “${node?.type}”.`)
  const place = tree.nodePlace(id)
  const next: Record<string, TransitionConfig> = {}
  for (const [outcome, declared] of Object.entries(outcomesOf(node, catalog))) {
    const target = node.next[outcome]
    if (target !== undefined) next[outcome] = leadTo(build, target)
    else if (mayEnd(declared)) next[outcome] = endOf(build, place, outcome)
  }
  const frame = flat.frames[id]
  const mock = build.mocks[id]
  if (frame && !mock) return frameState(build, id, next)

  const innermost = tree.framesAround(place)[0]
  const params = innermost === undefined ? {} : (flat.frames[innermost]?.params ?? {})
  const prepared: Prepared = {
    id,
    node,
    type,
    config: type.config.parse(node.config),
    params: params as Record<string, Json>,
    scope: build.scope,
  }
  build.nodes.set(id, prepared)
  if (type.ends) return endState(build, prepared, place)
  const around = tree.stagesAround(place)
  return nodeState(prepared, {
    next,
    // What is said to an agent is for the agent.
    listening: type.role === 'with-agent' ? [] : listeningAt(build, place),
    callsTaken: around.some((stage) => 'call.started' in (flat.journey.stages[stage]?.on ?? {})),
    mock: mock && { outcome: mock.outcome, captured: mock.captured ?? {} },
  })
}

/** Interrupts on the customer's words that reach a place. One that leads into the handoff we are in is no interrupt. */
function listeningAt({ flat, tree }: Build, place: Place): Listening[] {
  const frames = tree.framesAround(place)
  return tree.stagesAround(place).flatMap((stage) =>
    Object.entries(flat.journey.stages[stage]?.on ?? {})
      .filter(([event, target]) => looksAtWords(event) && !frames.includes(target))
      .map(([event]) => ({ stage, event })),
  )
}

function frameState(build: Build, id: string, next: Record<string, TransitionConfig>): StateConfig {
  const { flat } = build
  const frame = flat.frames[id]
  const node = flat.journey.nodes[id]
  if (!frame || !node) throw new Error(`“${id}” stands for no document.`)
  const on: Record<string, TransitionConfig[]> = Object.fromEntries(
    Object.entries(next).map(([outcome, lead]) => [`${id}.${outcome}`, [lead]]),
  )
  const states = members(build, { frame: id })
  const state: StateConfig = { id, on, initial: frame.entry, states }
  if (node.timeout) {
    const timeoutMs = durationMs(node.timeout)
    on[`${id}.time`] = [{ actions: [say(id, 'no_answer')] }]
    state.entry = [
      enqueue(({ context, event, enqueue }) =>
        enqueue.raise(
          { type: `${id}.time`, at: momentOf(event, context) + timeoutMs },
          { id: `${id}.time`, delay: timeoutMs },
        ),
      ),
    ]
    state.exit = [enqueue(({ enqueue }) => enqueue.cancel(`${id}.time`))]
  }
  if (node.skipWhen && node.skipTo) {
    const gate: Prepared = {
      id,
      node,
      type: build.catalog.nodes.get(node.type)!,
      config: frame.params,
      params: {},
      scope: build.scope,
    }
    const { skipWhen, skipTo } = node
    states.$gate = {
      entry: [
        enqueue(({ context, event, enqueue }) => {
          const at = momentOf(event, context)
          const hops = hopsOf(event, context)
          if (isOverrun(enqueue, id, hops)) return
          const skips = visitOf(gate, context, at).test(skipWhen)
          const raised = { at, hops: hops + 1 }
          if (skips) enqueue.raise({ type: `${id}.${skipTo}`, node: id, outcome: skipTo, ...raised })
          else enqueue.raise({ type: `${id}.$enter`, ...raised })
        }),
      ],
      on: { [`${id}.$enter`]: [{ target: `#${frame.entry}` }] },
    }
    state.initial = '$gate'
  }
  return state
}

/** An end: says its last words, names how it ended, and leaves. */
function endState(build: Build, prepared: Prepared, place: Place): StateConfig {
  const { id, type } = prepared
  const name = type.ends?.(prepared.config) ?? 'ended'
  return {
    id,
    meta: { node: id },
    entry: [
      enqueue(({ context, event, enqueue }) => {
        const at = momentOf(event, context)
        const hops = hopsOf(event, context)
        if (isOverrun(enqueue, id, hops)) return
        const reply = type.enter(visitOf(prepared, context, at))
        const visits = { ...context.visits, [id]: (context.visits[id] ?? 0) + 1 }
        applyReply(
          enqueue,
          { ...context, visits },
          { id, listens: false },
          { ...reply, outcome: name, memory: undefined },
          { at, hops, event: undefined },
        )
      }),
    ],
    on: { [`${id}.${name}`]: [endOf(build, place, name)] },
  }
}

function leadTo({ flat }: Build, target: string): TransitionConfig {
  if (!target.startsWith('resume:')) {
    if (!flat.journey.nodes[target]) throw new Error(`Something leads to “${target}”, which does not exist.`)
    return { target: `#${target}` }
  }
  const stage = target.slice('resume:'.length)
  if (!flat.journey.stages[stage])
    throw new Error(`Something leads back to the stage “${stage}”, which does not exist.`)
  return { target: `#@${stage}:back`, actions: [resuming(stage)] }
}

/** What ending means at a place: of a region, of the document a handoff stands for, or of the run. */
function endOf({ tree }: Build, place: Place, name: string): TransitionConfig {
  const remember = enqueue(({ context, event, enqueue }) =>
    enqueue.assign({ resolution: name, now: momentOf(event, context), hopsAtEnd: hopsOf(event, context) }),
  )
  for (let at: Place = place; ; at = tree.stagePlace((at as { stage: string }).stage)) {
    if ('top' in at) return { target: '#$end', actions: [remember] }
    if ('frame' in at) return { actions: [say(at.frame, name)] }
    if (at.region !== undefined) return { target: `#@${at.stage}:${at.region}:end`, actions: [remember] }
  }
}

function say(node: string, outcome: string): MachineAction {
  return enqueue(({ context, event, enqueue }) =>
    enqueue.raise({
      type: `${node}.${outcome}`,
      node,
      outcome,
      at: momentOf(event, context),
      hops: hopsOf(event, context) + 1,
    }),
  )
}
