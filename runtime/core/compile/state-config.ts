import { enqueueActions } from 'xstate'
import type { RunContext } from '../context.ts'
import type { Enqueue } from './reply.ts'

/** An event as the machine sees it, before we know more. */
export type MachineEvent = { type: string; at?: number; visit?: number; text?: string; hops?: number }

/** One of XState's actions, made by `enqueue`. */
export type MachineAction = ReturnType<typeof enqueueActions>

/** A transition, in the form `createMachine` takes. */
export interface TransitionConfig {
  target?: string
  guard?: (args: { context: RunContext; event: MachineEvent }) => boolean
  actions?: MachineAction[]
}

/** A state, in the form `createMachine` takes. We build these from documents, so XState cannot know them beforehand. */
export interface StateConfig {
  id?: string
  type?: 'parallel' | 'history' | 'final'
  history?: 'deep'
  initial?: string
  target?: string
  meta?: { node?: string; stage?: string }
  entry?: MachineAction[]
  exit?: MachineAction[]
  on?: Record<string, TransitionConfig[]>
  onDone?: TransitionConfig
  states?: Record<string, StateConfig>
}

/** `enqueueActions` with our context and events. */
export function enqueue(
  body: (args: { context: RunContext; event: MachineEvent; enqueue: Enqueue }) => void,
): MachineAction {
  // XState infers these types from a literal machine; ours come from a document.
  return enqueueActions(body as never) as MachineAction
}
