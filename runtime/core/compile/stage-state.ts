import type { JourneyEvent } from '#sdk'
import { hear } from '../context.ts'
import { durationMs } from '../duration.ts'
import type { Stage } from '../journey.ts'
import { hopsOf, momentOf } from './reply.ts'
import { enqueue, type StateConfig, type TransitionConfig } from './state-config.ts'

/** Interrupts that look at the customer's words are taken in front of the nodes inside, not on the stage. */
export function looksAtWords(event: string): boolean {
  return event === 'customer.asked_for_agent' || event.startsWith('customer.said:')
}

/**
 * What a stage adds around its states: interrupts, and a time limit that counts the time spent inside.
 * `lead` makes the transition to a target.
 */
export function stageFrame(
  id: string,
  stage: Stage,
  /** The stages around this one: resuming one of them resumes this one too. */
  around: readonly string[],
  lead: (target: string) => TransitionConfig,
): StateConfig {
  const on: Record<string, TransitionConfig[]> = {}
  for (const [event, target] of Object.entries(stage.on)) {
    if (!looksAtWords(event)) on[event] = [{ actions: [leave(id, event)] }]
    on[`@${id}.${event}`] = [lead(target)]
  }
  const frame: StateConfig = { id: `@${id}`, meta: { stage: id }, on, entry: [], exit: [] }
  if (!stage.within) return frame
  const timer = `@${id}.time`
  const limitMs = durationMs(stage.within.duration)
  on[timer] = [{ actions: [leave(id, 'within')] }]
  on[`@${id}.within`] = [lead(stage.within.else)]
  frame.entry = [
    enqueue(({ context, event, enqueue }) => {
      const at = momentOf(event, context)
      // Coming back goes on with the rest of the time; an ordinary entry starts anew.
      const resumed = context.resuming !== null && (context.resuming === id || around.includes(context.resuming))
      const left = resumed ? (context.left[id] ?? limitMs) : limitMs
      enqueue.assign({ left: { ...context.left, [id]: left }, since: { ...context.since, [id]: at } })
      enqueue.raise({ type: timer, at: at + left }, { id: timer, delay: Math.max(1, left) })
    }),
  ]
  frame.exit = [
    enqueue(({ context, event, enqueue }) => {
      const spent = momentOf(event, context) - (context.since[id] ?? 0)
      enqueue.cancel(timer)
      enqueue.assign({ left: { ...context.left, [id]: Math.max(0, (context.left[id] ?? limitMs) - spent) } })
    }),
  ]
  return frame
}

/** Marks a stage as being resumed, so that its time limit goes on with the rest. The next node entered clears it. */
export function resuming(id: string) {
  return enqueue(({ context, event, enqueue }) => enqueue.assign({ resuming: id, hopsAtEnd: hopsOf(event, context) }))
}

function leave(id: string, outcome: string) {
  return enqueue(({ context, event, enqueue }) => {
    const at = momentOf(event, context)
    enqueue.assign({ ...hear(context, event as JourneyEvent), now: at })
    enqueue.raise({ type: `@${id}.${outcome}`, node: id, outcome, at, hops: hopsOf(event, context) + 1 })
  })
}
