import { useCallback, useEffect, useRef, useState } from 'react'
import type { HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { act, readHandoff } from './client.ts'
import { CloseDialog } from './close-dialog.tsx'
import { ContextCard } from './context-card.tsx'
import { ReplyBox } from './reply-box.tsx'
import { Transcript } from './transcript.tsx'
import { channelName } from './words.ts'

/** One handoff: the transcript, what the agent can do, and everything known beside it. */
export function HandoffView({
  id,
  version,
  now,
  me,
  onDone,
}: {
  id: string
  version: number
  now: number
  me: string
  onDone: (action: Promise<void>) => Promise<boolean>
}) {
  const [detail, setDetail] = useState<HandoffAnswer>()
  const [problem, setProblem] = useState('')
  const [closing, setClosing] = useState(false)
  const shown = useRef(new Set<string>())

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means that something changed.
  useEffect(() => {
    let current = true
    readHandoff(id).then(
      (answer) => current && (setDetail(answer), setProblem('')),
      (error: Error) => current && setProblem(error.message),
    )
    return () => {
      current = false
    }
  }, [id, version])

  const onShown = useCallback(() => {
    if (shown.current.has(id)) return
    shown.current.add(id)
    act('shown', id).catch(() => shown.current.delete(id))
  }, [id])

  if (problem)
    return (
      <main className="middle">
        <p className="empty">{problem}</p>
      </main>
    )
  if (detail?.handoff.id !== id)
    return (
      <main className="middle" aria-busy="true">
        <p className="empty">{t('Reading…')}</p>
      </main>
    )
  const { handoff, customer } = detail
  const isMine = handoff.status === 'accepted' && handoff.agent === me
  return (
    <>
      <main className="middle" id="conversation">
        <header>
          <div>
            <h1>{customer.name ?? t('Unknown customer')}</h1>
            <p>{t('{channel}, queue {queue}', { channel: channelName(handoff.channel), queue: handoff.queue })}</p>
          </div>
          <span className="grow" />
          {handoff.status === 'offered' && (
            <>
              <button type="button" onClick={() => void onDone(act('decline', id))}>
                {t('Decline')}
              </button>
              <button type="button" className="primary" onClick={() => void onDone(act('accept', id))}>
                {t('Accept')}
              </button>
            </>
          )}
          {isMine && (
            <button type="button" onClick={() => setClosing(true)}>
              {t('Close…')}
            </button>
          )}
          {handoff.status === 'closed' && <span className="pill ok">{handoff.disposition}</span>}
          {handoff.status === 'withdrawn' && (
            <span className="pill">{t('Over: {why}', { why: handoff.outcome ?? '' })}</span>
          )}
        </header>
        <Transcript items={detail.timeline} now={now} />
        {isMine && <ReplyBox key={id} detail={detail} onDone={onDone} />}
        {handoff.status === 'offered' && (
          <p className="hint">{t('Read what is known on the right, then accept to answer.')}</p>
        )}
      </main>
      <ContextCard detail={detail} now={now} onShown={onShown} />
      {closing && <CloseDialog detail={detail} onCancel={() => setClosing(false)} onDone={onDone} />}
    </>
  )
}
