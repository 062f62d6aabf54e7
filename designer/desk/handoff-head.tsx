import { IconCheck } from '@tabler/icons-react'
import type { HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { ChannelIcon } from './channel-icon.tsx'
import type { HandoffActions } from './handoff-view.tsx'
import { Waited } from './waited.tsx'
import { channelName, nameOf } from './words.ts'

/** Who it is, how it stands, and what the agent can do next. */
export function HandoffHead({
  detail,
  isMine,
  queueName,
  accept,
  decline,
  close,
}: {
  detail: HandoffAnswer
  isMine: boolean
  queueName: (queue: string) => string
} & HandoffActions) {
  const { handoff, customer } = detail
  const { status, channel, queue, acceptedAt, agentName } = handoff
  const waits = status === 'offered' ? handoff.offeredAt : isMine ? handoff.unansweredSince : null
  const unconfirmed = isMine && acceptedAt === null
  return (
    <header className="head">
      <span className="tile">
        <ChannelIcon channel={channel} size={16} />
      </span>
      <div className="title">
        <h1 dir="auto">{nameOf(customer)}</h1>
        <p>
          {t('{channel}, {queue}', { channel: channelName(channel), queue: queueName(queue) })}
          {waits !== null && (
            <>
              {', '}
              {status === 'offered' ? t('waiting') : t('unanswered for')} <Waited since={waits} />
            </>
          )}
        </p>
      </div>
      <span className="grow" />
      {status === 'offered' && (
        <button type="button" onClick={decline}>
          {t('Decline')}
        </button>
      )}
      {(status === 'offered' || unconfirmed) && (
        <button type="button" className="primary" onClick={accept}>
          {unconfirmed ? t('Accept once more') : t('Accept')}
        </button>
      )}
      {isMine && !unconfirmed && (
        <button type="button" onClick={close}>
          <IconCheck size={14} stroke={1.8} aria-hidden="true" /> {t('Close…')}
        </button>
      )}
      {status === 'accepted' && !isMine && (
        <span className="pill">{t('{name} has them', { name: agentName ?? '' })}</span>
      )}
      {status === 'closed' && (
        <span className="pill ok">{t('Closed: {disposition}', { disposition: handoff.disposition ?? '' })}</span>
      )}
      {status === 'withdrawn' && <span className="pill">{t('Over: {why}', { why: handoff.outcome ?? '' })}</span>}
    </header>
  )
}
