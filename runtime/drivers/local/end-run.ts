import { closeConversation, closeConversations } from '#store/conversations'
import { openHandoff, setHandoff } from '#store/handoffs'
import type { Db } from '#store/open'
import { releaseHeld } from '#store/outbox'
import { liveRunsOf, type RunRow, setConnected } from '#store/runs'
import { addToTimeline } from '#store/timeline'
import { cancelTimers } from '#store/timers'

/**
 * Leaves nothing of a run that is over: no timer, no offer on the desk, nobody connected by it, and no open conversation
 * where it was the last one under way.
 */
export async function endRun(
  db: Db,
  { id, customer, conversation, connected }: Pick<RunRow, 'id' | 'customer' | 'conversation' | 'connected'>,
  { text, why, tried }: { text: string; why: string; tried?: unknown },
  at: number,
): Promise<void> {
  await cancelTimers(db, id)
  const handoff = await openHandoff(db, id)
  if (handoff) await setHandoff(db, handoff.id, { status: 'withdrawn', closed_at: at, outcome: why })
  await addToTimeline(db, {
    id: `${id}/end`,
    customer,
    conversation,
    interaction: null,
    run: id,
    at,
    kind: 'run',
    direction: null,
    by: 'system',
    channel: null,
    text,
    state: null,
    json: { tried },
  })
  const others = (await liveRunsOf(db, customer)).filter((each) => each.id !== id)
  if (connected !== null) {
    await setConnected(db, id, null)
    if (others.every((each) => each.connected === null)) await releaseHeld(db, customer)
  }
  // With nothing under way any more, what was said beside this conversation is over too.
  if (others.length === 0) await closeConversations(db, customer, at)
  else if (others.every((each) => each.conversation !== conversation)) await closeConversation(db, conversation, at)
}
