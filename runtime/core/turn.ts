import type { AnyMachineSnapshot } from 'xstate'
import type { Fact, JourneyEvent } from '#sdk'
import type { Plan } from './compile/compile.ts'
import type { EffectParams, Raised } from './compile/reply.ts'
import type { RunContext, RunStart } from './context.ts'
import { limits } from './limits.ts'
import type { WalkStep } from './problem.ts'
import { fastStepper, type StepAction, type Stepper } from './stepper.ts'

/** A timer to set or cancel. `due` is epoch milliseconds; its event is handed back as it is. */
export type TimerChange = { id: string; due: number; event: JourneyEvent } | { id: string; due: null }

/** Why a turn may not be committed: the run is parked for a person to look at. */
export interface Overrun {
  code: 'turn.too_many_entries' | 'turn.too_many_effects' | 'turn.context_too_large'
  node: string | null
  message: string
}

/** What one event does to a run: everything decided, nothing done. */
export interface Turn {
  snapshot: AnyMachineSnapshot
  context: RunContext
  status: 'active' | 'ended'
  effects: EffectParams[]
  timers: TimerChange[]
  /** The outcomes taken, in order. */
  trail: WalkStep[]
  /** Facts learned or changed in this turn. */
  learned: Record<string, Fact>
  /** Facts that are not known any more. */
  forgotten: string[]
  overrun: Overrun | null
}

/** Starts a run: from its first event until every active node waits. */
export function startTurn(plan: Plan, start: RunStart): Turn {
  const [snapshot, actions] = stepperOf(plan).start(start)
  return gather(snapshot, actions, start.facts ?? {})
}

/** Applies one event and walks until every active node waits. Pure: the same snapshot and event give the same turn. */
export function turn(plan: Plan, snapshot: AnyMachineSnapshot, event: JourneyEvent): Turn {
  const [next, actions] = stepperOf(plan).step(snapshot, event)
  return gather(next, actions, (snapshot.context as RunContext).facts)
}

const steppers = new WeakMap<Plan, Stepper>()

function stepperOf(plan: Plan): Stepper {
  const known = steppers.get(plan)
  if (known) return known
  const stepper = fastStepper(plan.machine)
  steppers.set(plan, stepper)
  return stepper
}

function gather(snapshot: AnyMachineSnapshot, actions: StepAction[], before: Record<string, Fact>): Turn {
  // XState keeps what went wrong in the first turn instead of throwing it; nobody must take that for an end.
  if (snapshot.status === 'error') throw snapshot.error
  const context = snapshot.context as RunContext
  const effects: EffectParams[] = []
  const trail: WalkStep[] = []
  const timers = new Map<string, TimerChange>()
  let overrun: Overrun | null = null
  for (const action of actions) {
    if (action.type === 'effect') effects.push(action.params as EffectParams)
    else if (action.type === 'xstate.raise') take(action.params as RaiseParams, timers, trail)
    else if (action.type === 'xstate.cancel') cancel((action.params as { sendId: string }).sendId, timers)
    else if (action.type === 'overrun') overrun = tooManyEntries((action.params as { node: string }).node)
    else throw new Error(`XState asked for “${action.type}”, which no compiled journey uses.`)
  }
  if (effects.length > limits.effectsPerTurn) overrun ??= tooManyEffects(effects)
  if (JSON.stringify(context).length > limits.contextLetters) overrun ??= contextTooLarge(trail)
  const status = snapshot.status === 'active' ? 'active' : 'ended'
  return {
    snapshot,
    context,
    status,
    effects,
    timers: [...timers.values()],
    trail,
    learned: changed(before, context.facts),
    forgotten: Object.keys(before).filter((name) => !Object.hasOwn(context.facts, name)),
    overrun,
  }
}

interface RaiseParams {
  event: Raised
  id?: string
  delay?: number
}

function take({ event, id, delay }: RaiseParams, timers: Map<string, TimerChange>, trail: WalkStep[]) {
  if (id !== undefined && delay !== undefined) {
    timers.delete(id)
    timers.set(id, { id, due: event.at, event: event as JourneyEvent })
  } else if (event.node !== undefined && event.outcome !== undefined) {
    // A raise without a delay has already happened: it is how the trail is read.
    trail.push({ node: event.node, outcome: event.outcome })
  }
}

function cancel(id: string, timers: Map<string, TimerChange>) {
  timers.set(id, { id, due: null })
}

function changed(before: Record<string, Fact>, after: Record<string, Fact>): Record<string, Fact> {
  return Object.fromEntries(Object.entries(after).filter(([name, fact]) => before[name] !== fact))
}

function contextTooLarge(trail: readonly WalkStep[]): Overrun {
  const node = trail.at(-1)?.node ?? null
  const message = `The run would have to remember more than ${limits.contextLetters} letters. Keep less of what a step brings.`
  return { code: 'turn.context_too_large', node, message }
}

function tooManyEntries(node: string): Overrun {
  const message = `The run went through ${limits.entriesPerTurn} steps without waiting and was stopped at “${node}”. Add a wait to the loop.`
  return { code: 'turn.too_many_entries', node, message }
}

function tooManyEffects(effects: EffectParams[]): Overrun {
  const message = `One event wanted ${effects.length} messages or actions; ${limits.effectsPerTurn} are allowed.`
  return { code: 'turn.too_many_effects', node: effects.at(-1)?.node ?? null, message }
}
