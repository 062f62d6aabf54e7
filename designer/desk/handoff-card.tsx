import { IconAlertTriangle, IconFlame } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { DeskHandoff } from '#api'
import { t } from '../i18n/t.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { Waited } from './waited.tsx'
import { channelName, nameOf } from './words.ts'

/** One customer in the list: who, on which channel, why, and how long they have waited. */
export function HandoffCard({
  handoff,
  current,
  unread,
  onSelect,
}: {
  handoff: DeskHandoff
  current: boolean
  unread: boolean
  onSelect: () => void
}) {
  const { customer, channel, reason, lastSaid, status, offeredAt, acceptedAt, unansweredSince, priority } = handoff
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const waits = status === 'offered' ? offeredAt : unansweredSince
  return (
    <button ref={button} type="button" className="item" aria-current={current} onClick={onSelect}>
      <span className="who">
        <ChannelIcon channel={channel} />
        <b>{nameOf(customer)}</b>
        {unread && <span className="dot" title={t('Unread')} />}
        {unread && <span className="visually-hidden">{t('Unread')}</span>}
        {waits !== null && <Waited since={waits} />}
      </span>
      <span className="why">{reason}</span>
      {lastSaid && (
        <span className="said">
          {lastSaid.by === 'agent' ? t('You: {text}', { text: lastSaid.text }) : lastSaid.text}
        </span>
      )}
      <span className="tags">
        <span>{channelName(channel)}</span>
        {priority > 1 && (
          <span className="pill warn">
            {priority > 2 ? (
              <IconFlame size={12} aria-hidden="true" />
            ) : (
              <IconAlertTriangle size={12} aria-hidden="true" />
            )}
            {priority > 2 ? t('Urgent') : t('High')}
          </span>
        )}
        {status === 'accepted' && acceptedAt === null && <span className="pill warn">{t('Not connected yet')}</span>}
        {status === 'accepted' && acceptedAt !== null && unansweredSince === null && (
          <span className="pill">{t('Answered')}</span>
        )}
      </span>
    </button>
  )
}
