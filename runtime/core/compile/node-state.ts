import { type Effect, type EffectDone, type EffectFailed, type JourneyEvent, type Reply, says } from '#sdk'
import { hear, type RunContext } from '../context.ts'
import { asksForAgent } from '../customer-said.ts'
import { durationMs } from '../duration.ts'
import { waitsOf } from '../outcomes.ts'
import { applyReply, type Enqueue, hopsOf, isOverrun, momentOf } from './reply.ts'
import { enqueue, type StateConfig, type TransitionConfig } from './state-config.ts'
import { type Prepared, visitOf } from './visit.ts'

/** An interrupt of an enclosing stage that looks at what the customer says. */
export interface Listening {
  stage: string
  event: string
}

/** The result of an effect as it arrives from a driver: `<node>.<effect>.done` or `.failed`, with the visit it belongs to. */
type ResultEvent = (Omit<EffectDone, 'type'> | Omit<EffectFailed, 'type'>) & { type: string; visit: number }

/** How a node becomes a state: its reducers as entry and event actions, its outcomes as transitions. */
export function nodeState(
  prepared: Prepared,
  around: {
    /** Where each outcome leads. */
    next: Record<string, TransitionConfig>
    /** Interrupts on the customer's words, innermost stage first. */
    listening: Listening[]
    /** Whether an enclosing stage takes calls itself, so that the question is not asked again first. */
    callsTaken: boolean
    /** The outcome a simulation forces here. */
    mock: { outcome: string; captured: Record<string, string | number | boolean> } | undefined
  },
): StateConfig {
  const { id, node, type } = prepared
  const waits = waitsOf(node, type)
  const listens = waits.includes('message.received')
  const timeoutMs = node.timeout && waits.length > 0 ? durationMs(node.timeout) : undefined
  const resume = (event: JourneyEvent, context: RunContext): Reply =>
    type.resume?.(visitOf(prepared, context, event.at), event) ?? { memory: context.memory[id] as never }

  const enter = enqueue(({ context, event, enqueue }) =>
    enterNode(enqueue, prepared, context, event, { listens, timeoutMs, mock: around.mock }),
  )
  const hearAndResume = enqueue(({ context, event, enqueue }) => {
    const heard = { ...context, ...hear(context, event as JourneyEvent), now: momentOf(event, context) }
    const now = { at: heard.now, hops: hopsOf(event, context), event: event as JourneyEvent }
    applyReply(enqueue, heard, { id, listens }, resume({ ...(event as JourneyEvent), at: now.at }, heard), now)
  })
  const on: Record<string, TransitionConfig[]> = {}
  for (const event of waits) on[event] = [{ actions: [hearAndResume] }]
  // A call into an open question asks it again, now aloud.
  if (listens && !waits.includes('call.started') && !around.callsTaken)
    on['call.started'] = [{ actions: [hearing, enter] }]
  if (around.listening.length > 0) {
    const interrupts = around.listening.map((listening) => interrupt(listening, prepared.scope.agentWords))
    on['message.received'] = [...interrupts, ...(on['message.received'] ?? [{ actions: [hearing] }])]
  }
  on[`${id}.wake`] = [
    {
      guard: ({ context, event }) => event.visit === context.visits[id],
      actions: [answer(prepared, listens, { type: 'node.woke' }, resume)],
    },
  ]
  on[`${id}.time`] = [{ actions: [leaveLate(prepared, listens)] }]
  on[`${id}.retry`] = [{ guard: ({ context, event }) => event.visit === context.visits[id], actions: [enter] }]
  on[`${id}.*`] = [
    {
      guard: ({ context, event }) => isResult(event) && event.visit === context.visits[id],
      actions: [result(prepared, listens, resume)],
    },
  ]
  for (const [outcome, transition] of Object.entries(around.next)) on[`${id}.${outcome}`] = [transition]
  const timers = [timeoutMs && `${id}.time`, type.resume && `${id}.wake`, node.retry && `${id}.retry`].filter(
    (timer) => typeof timer === 'string',
  )
  return {
    id,
    meta: { node: id },
    entry: [enter],
    exit: [
      ...(timers.length === 0 ? [] : [enqueue(({ enqueue }) => timers.forEach((timer) => void enqueue.cancel(timer)))]),
      ...(type.role === 'offer' || type.role === 'with-agent' ? [leaveHandoff(prepared)] : []),
    ],
    on,
  }
}

/** Takes the customer's words in without doing anything about them. */
export const hearing = enqueue(({ context, event, enqueue }) =>
  enqueue.assign({ ...hear(context, event as JourneyEvent), now: momentOf(event, context) }),
)

function enterNode(
  enqueue: Enqueue,
  prepared: Prepared,
  before: RunContext,
  event: unknown,
  options: {
    listens: boolean
    timeoutMs: number | undefined
    mock: { outcome: string; captured: Record<string, string | number | boolean> } | undefined
  },
) {
  const { id, node, type } = prepared
  const now = { at: momentOf(event, before), hops: hopsOf(event, before), event: lastHeard(event) }
  const again = (event as { type: string }).type === `${id}.retry`
  const context = {
    ...before,
    now: now.at,
    resuming: null,
    visits: { ...before.visits, [id]: (before.visits[id] ?? 0) + 1 },
    retries: { ...before.retries, [id]: again ? (before.retries[id] ?? 0) : 0 },
  }
  if (isOverrun(enqueue, id, now.hops)) {
    enqueue.assign(context)
    return
  }
  const skips =
    node.skipWhen !== undefined && node.skipTo !== undefined && visitOf(prepared, context, now.at).test(node.skipWhen)
  const reply: Reply = options.mock
    ? { outcome: options.mock.outcome, captured: options.mock.captured }
    : skips
      ? { outcome: node.skipTo as string }
      : type.enter(visitOf(prepared, context, now.at, now.event))
  applyReply(enqueue, context, { id, listens: options.listens }, reply, now)
  if (reply.outcome === undefined && options.timeoutMs !== undefined) {
    enqueue.cancel(`${id}.time`)
    enqueue.raise(
      { type: `${id}.time`, at: now.at + options.timeoutMs },
      { id: `${id}.time`, delay: options.timeoutMs },
    )
  }
}

/** What started this turn, when it is still the customer's own event and not one the machine raised. */
function lastHeard(event: unknown): JourneyEvent | undefined {
  return (event as { input?: { event?: JourneyEvent } }).input?.event
}

function interrupt({ stage, event }: Listening, agentWords: readonly string[]): TransitionConfig {
  return {
    guard: ({ event: said }) => {
      const text = String(said.text ?? '')
      return event === 'customer.asked_for_agent'
        ? asksForAgent(text, agentWords)
        : says(text, event.slice('customer.said:'.length))
    },
    actions: [
      hearing,
      enqueue(({ context, event: said, enqueue }) =>
        enqueue.raise({
          type: `@${stage}.${event}`,
          node: stage,
          outcome: event,
          at: momentOf(said, context),
          hops: hopsOf(said, context) + 1,
        }),
      ),
    ],
  }
}

/** Whoever gives up on a handoff says so: an offer is taken back, a customer with an agent is let go. */
function handoffOver(role: Prepared['type']['role'], whileOffered: string, whileConnected: string): Effect[] {
  if (role === 'offer') return [{ type: 'handoff.withdraw', reason: whileOffered }]
  return role === 'with-agent' ? [{ type: 'handoff.close', outcome: 'no_answer', disposition: whileConnected }] : []
}

/**
 * Leaving by an interrupt and not by an outcome: the question is still open, so the handoff is too. It is let go and
 * forgotten, so that the next one does not take what happened in it for its own.
 */
function leaveHandoff({ id, type }: Prepared) {
  return enqueue(({ context, enqueue }) => {
    if (!context.asked[id]) return
    const why = 'The journey went on'
    for (const effect of handoffOver(type.role, why, why)) {
      enqueue({ type: 'effect', params: { node: id, visit: context.visits[id] ?? 0, effect } })
    }
    const { [id]: _, ...memory } = context.memory
    const { [id]: __, ...asked } = context.asked
    enqueue.assign({ memory, asked })
  })
}

function leaveLate({ id, type }: Prepared, listens: boolean) {
  return enqueue(({ context, event, enqueue }) => {
    const now = { at: momentOf(event, context), hops: hopsOf(event, context), event: undefined }
    const effects = handoffOver(type.role, 'Nobody accepted in time', 'The agent did not finish in time')
    applyReply(enqueue, context, { id, listens }, { outcome: 'no_answer', effects }, now)
  })
}

function answer(
  prepared: Prepared,
  listens: boolean,
  known: { type: 'node.woke' },
  resume: (event: JourneyEvent, context: RunContext) => Reply,
) {
  return enqueue(({ context, event, enqueue }) => {
    const at = momentOf(event, context)
    const reply = resume({ ...known, at }, context)
    applyReply(enqueue, context, { id: prepared.id, listens }, reply, {
      at,
      hops: hopsOf(event, context),
      event: undefined,
    })
  })
}

function isResult(event: { type: string; visit?: number }): boolean {
  return event.visit !== undefined && (event.type.endsWith('.done') || event.type.endsWith('.failed'))
}

/** Gives an effect's answer to its node; a failure is tried again first, as often as the envelope says. */
function result(prepared: Prepared, listens: boolean, resume: (event: JourneyEvent, context: RunContext) => Reply) {
  const { id, node } = prepared
  return enqueue(({ context, event, enqueue }) => {
    const came = event as unknown as ResultEvent
    const at = momentOf(event, context)
    const failed = came.type.endsWith('.failed')
    const retries = context.retries[id] ?? 0
    // What may have arrived is not silently sent once more.
    const mayRepeat = !('error' in came) || came.error.code !== 'effect.in_doubt'
    if (failed && mayRepeat && node.retry && retries < node.retry.times) {
      const delay = Math.max(1, durationMs(node.retry.after))
      enqueue.assign({ now: at, retries: { ...context.retries, [id]: retries + 1 } })
      enqueue.raise({ type: `${id}.retry`, at: at + delay, visit: came.visit }, { id: `${id}.retry`, delay })
      return
    }
    const known = { ...came, at, type: failed ? 'effect.failed' : 'effect.done' } as JourneyEvent
    applyReply(enqueue, context, { id, listens }, resume(known, context), {
      at,
      hops: hopsOf(event, context),
      event: known,
    })
  })
}
