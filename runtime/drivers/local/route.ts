import type { JourneyEvent } from '#sdk'
import type { RunRow } from '#store/runs'

/** Where an event goes and why; nothing when no run under way takes it. */
export interface Route {
  run: RunRow
  why: 'named' | 'connected' | 'interaction' | 'question' | 'any_channel' | 'call' | 'waits_for_event'
}

/**
 * Chooses the one run that gets an event. An explicit key comes first; then the agent who has the customer; then a
 * question asked on this very channel, the newest first; then one that may be answered anywhere, as calls always may.
 */
export function routeTo(
  runs: readonly RunRow[],
  event: JourneyEvent,
  by: { run: RunRow | undefined; speaker: string | undefined; channel: string },
): Route | undefined {
  if (by.run) return isLive(by.run) ? { run: by.run, why: 'named' } : undefined
  const speaker = by.speaker === undefined ? undefined : runs.find((each) => each.id === by.speaker)
  // A call is over for whoever spoke in it, also while an agent has the customer elsewhere.
  if (speaker && event.type === 'call.ended') return { run: speaker, why: 'interaction' }
  const connected = runs.find((run) => run.connected !== null)
  if (connected && isCustomers(event)) return { run: connected, why: 'connected' }
  const question = runs.find((run) => run.waiting.some((wait) => wait.asked === by.channel && wait.role === null))
  // Who only keeps the customer company until a person comes leaves the answer to whoever asked; mails name their thread.
  const isItsOwn = event.type !== 'message.received' || by.channel === 'email' || !question
  const isForSpeaker = isItsOwn || !speaker?.waiting.some((wait) => wait.role !== null)
  if (speaker && isCustomers(event) && isForSpeaker) return { run: speaker, why: 'interaction' }
  if (event.type === 'message.received') {
    const asked = question ?? runs.find((run) => run.waiting.some((wait) => wait.asked === by.channel))
    if (asked) return { run: asked, why: 'question' }
    const anywhere = runs.find((run) =>
      run.waiting.some((wait) => wait.asked !== null && (wait.anyChannel || by.channel === 'voice')),
    )
    if (anywhere) return { run: anywhere, why: 'any_channel' }
    // A run in a handoff is with the customer whatever they write on.
    const offered = runs.find((run) => run.waiting.some((wait) => wait.role === 'offer' || wait.role === 'with-agent'))
    return offered && { run: offered, why: 'any_channel' }
  }
  if (event.type === 'call.started') {
    const called = runs.find((run) =>
      run.waiting.some((wait) => wait.asked !== null || wait.events.includes('call.started') || wait.role === 'offer'),
    )
    return called && { run: called, why: 'call' }
  }
  const waiting = runs.find((run) => run.waiting.some((wait) => wait.events.includes(event.type)))
  return waiting && { run: waiting, why: 'waits_for_event' }
}

function isLive(run: RunRow): boolean {
  return run.status === 'active' || run.status === 'parked'
}

/** Whether an event is something the customer did themselves. */
export function isCustomers(event: JourneyEvent): boolean {
  return (
    event.type === 'message.received' ||
    event.type === 'call.started' ||
    event.type === 'call.ended' ||
    event.type === 'customer.left'
  )
}
