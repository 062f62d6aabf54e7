import type { AnyMachineSnapshot, StateValue } from 'xstate'
import type { Plan } from './compile/compile.ts'
import type { RunContext } from './context.ts'

/** A run's state at rest: compact, plain JSON, with the number of its format. */
export interface StoredSnapshot {
  format: 1
  status: 'active' | 'done'
  value: StateValue
  context: RunContext
  /** Deep history, as lists of state ids. */
  history?: Record<string, { id: string }[]>
}

/** Takes from a snapshot what must survive a restart, history included. */
export function storeSnapshot(plan: Plan, snapshot: AnyMachineSnapshot): StoredSnapshot {
  const persisted = plan.machine.getPersistedSnapshot(snapshot) as unknown as {
    status: StoredSnapshot['status']
    value: StateValue
    context: RunContext
    historyValue?: Record<string, { id: string }[]>
  }
  const { status, value, context, historyValue } = persisted
  const history = historyValue && Object.keys(historyValue).length > 0 ? { history: inOrder(historyValue) } : {}
  return { format: 1, status, value, context, ...history }
}

/** XState lists the states of several regions in the order they were entered, which a restart cannot know. */
function inOrder(history: Record<string, { id: string }[]>): NonNullable<StoredSnapshot['history']> {
  return Object.fromEntries(
    Object.entries(history).map(([stage, states]) => [stage, states.toSorted((a, b) => (a.id < b.id ? -1 : 1))]),
  )
}

/**
 * Brings a stored snapshot back, as the machine left it. `resolveState` would do it without history, silently.
 * The release must be the one the run was on: a state that no longer exists throws.
 */
export function restoreSnapshot(plan: Plan, stored: StoredSnapshot): AnyMachineSnapshot {
  const { status, value, context, history } = stored
  const persisted = {
    status,
    value,
    context,
    historyValue: history ?? {},
    children: {},
    output: undefined,
    error: undefined,
  }
  return plan.machine.restoreSnapshot(persisted as never, {} as never) as AnyMachineSnapshot
}
