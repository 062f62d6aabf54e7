import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { act, Refused, readHandoff } from './client.ts'
import { ContextCard } from './context-card.tsx'
import { CustomerCard } from './customer-card.tsx'
import { HandoffHead } from './handoff-head.tsx'
import { useOutgoing } from './outgoing.ts'
import { OutgoingList } from './outgoing-list.tsx'
import { ReplyBox } from './reply-box.tsx'
import type { SamePersonActions } from './same-person-actions.ts'
import { Transcript } from './transcript.tsx'
import { useTimeline } from './use-timeline.ts'

/** What can be done about the open handoff, for buttons and keys alike. */
export interface HandoffActions {
  accept: () => void
  decline: () => void
  close: () => void
}

/** One handoff: the transcript in the middle, everything known beside it, and what the agent can do. */
export function HandoffView({
  id,
  version,
  me,
  box,
  queueName,
  same,
  actions,
}: {
  id: string
  version: number
  me: string
  box: RefObject<HTMLTextAreaElement | null>
  queueName: (queue: string) => string
  same: SamePersonActions
  actions: (detail: HandoffAnswer) => HandoffActions
}) {
  const { detail, problem, reload } = useHandoff(id, version)
  const { items, onEarlier } = useTimeline(
    detail?.customer,
    detail && { items: detail.timeline, before: detail.before },
  )
  const outgoing = useOutgoing(id, reload)
  const reported = useRef(false)
  const onShown = useCallback(() => {
    if (reported.current) return
    reported.current = true
    act('shown', id).then(reload, () => {
      reported.current = false
    })
  }, [id, reload])

  const { replies, discard } = outgoing
  useEffect(() => {
    // What was kept while the journey stood still is on the timeline once somebody settled that.
    for (const reply of replies.filter((each) => each.state === 'held')) {
      const arrived = items.some(
        (item) => item.by === 'agent' && item.text === reply.text && item.at >= reply.at - 5000,
      )
      if (arrived) discard(reply.id)
    }
  }, [items, replies, discard])

  if (!detail) {
    return (
      <main className="middle" id="conversation" aria-busy={problem === ''}>
        <p className="nothing">{problem || t('Reading…')}</p>
      </main>
    )
  }
  const { handoff } = detail
  const isMine = handoff.status === 'accepted' && handoff.agent === me
  const connected = isMine && handoff.acceptedAt !== null
  return (
    <>
      <main className="middle" id="conversation">
        <HandoffHead detail={detail} isMine={isMine} queueName={queueName} {...actions(detail)} />
        {problem && (
          <p className="problem" role="alert">
            {t('{problem} What you see may be old.', { problem })}
          </p>
        )}
        <Transcript items={items} conversation={handoff.conversation} onEarlier={onEarlier}>
          {replies.length > 0 && <OutgoingList replies={replies} onRetry={outgoing.retry} onDiscard={discard} />}
        </Transcript>
        {connected && <ReplyBox handoff={id} channels={detail.channels} box={box} onSend={outgoing.send} />}
        {handoff.status === 'offered' && (
          <p className="reply hint">{t('Read what is known on the right, then accept to answer.')}</p>
        )}
      </main>
      <aside className="side" aria-label={t('Context')}>
        <ContextCard detail={detail} watch={connected && handoff.shownAt === null} onShown={onShown} />
        <CustomerCard customer={detail.customer} current={handoff.conversation} same={same} />
      </aside>
    </>
  )
}

function useHandoff(id: string, version: number) {
  const [detail, setDetail] = useState<HandoffAnswer>()
  const [problem, setProblem] = useState('')
  const newest = useRef<Promise<void>>(undefined)
  const reload = useCallback((): Promise<void> => {
    const reading: Promise<void> = readHandoff(id).then(
      (answer) => {
        // An answer that was overtaken would show the past: whoever waits for it waits for the later one.
        if (newest.current !== reading) return newest.current
        setDetail(answer)
        setProblem('')
      },
      (error: unknown) => {
        if (newest.current !== reading) return newest.current
        setProblem(error instanceof Refused ? error.message : t('That did not work.'))
      },
    )
    newest.current = reading
    return reading
  }, [id])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means that something changed.
  useEffect(() => void reload(), [reload, version])
  return { detail, problem, reload }
}
