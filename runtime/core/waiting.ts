import type { AnyMachineSnapshot } from 'xstate'
import type { ChannelId } from '#sdk'
import type { Plan } from './compile/compile.ts'
import type { RunContext } from './context.ts'
import { waitsOf } from './outcomes.ts'

/** A node where a run rests, and what would move it on. Routing of events to runs is decided from these. */
export interface Waiting {
  node: string
  /** The events that reach this node or a stage around it. */
  events: string[]
  /** The channel of an unanswered question; null when nothing was asked. */
  asked: ChannelId | null
  /** Whether an answer may come on any channel. */
  anyChannel: boolean
  /** Its part in a handoff protocol, so that an agent's events find it. */
  role: 'give' | 'offer' | 'with-agent' | 'take-back' | null
}

/** Where a run rests, one entry for each active node. Empty when it has ended. */
export function waitingOf(plan: Plan, snapshot: AnyMachineSnapshot): Waiting[] {
  if (snapshot.status !== 'active') return []
  const context = snapshot.context as RunContext
  return Object.values(snapshot.getMeta() as Record<string, { node?: string }>).flatMap(({ node: id }) => {
    const prepared = id === undefined ? undefined : plan.nodes.get(id)
    if (!prepared) return []
    const own = waitsOf(prepared.node, prepared.type)
    const around = plan
      .stagesAround(prepared.id)
      .flatMap((stage) => Object.keys(plan.flat.journey.stages[stage]?.on ?? {}))
    const asked = own.includes('message.received') ? context.asked[prepared.id] : undefined
    return [
      {
        node: prepared.id,
        events: [...new Set([...own, ...around])],
        asked: asked?.channel ?? null,
        anyChannel: asked?.anyChannel ?? false,
        role: prepared.type.role ?? null,
      },
    ]
  })
}
