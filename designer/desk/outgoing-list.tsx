import { t } from '../i18n/t.ts'
import { ChannelIcon } from './channel-icon.tsx'
import type { Outgoing } from './outgoing.ts'
import { channelName, timeOf } from './words.ts'

/** Replies the server has not confirmed, each with what is known of it. */
export function OutgoingList({
  replies,
  onRetry,
  onDiscard,
}: {
  replies: readonly Outgoing[]
  onRetry: (reply: Outgoing) => void
  onDiscard: (id: string) => void
}) {
  return replies.map((reply) => (
    <li key={reply.id}>
      <div className="message agent outgoing">
        <div className="text">
          <p dir="auto">{reply.text}</p>
        </div>
        <p className="from">
          <ChannelIcon channel={reply.channel} size={13} />
          <span>
            {t('You')}, {channelName(reply.channel)}, <span className="num">{timeOf(reply.at)}</span>
          </span>
          {reply.state === 'sending' && <span className="pill">{t('Sending…')}</span>}
          {reply.state === 'held' && <span className="pill warn">{t('Kept for later')}</span>}
          {reply.state === 'failed' && <span className="pill bad">{t('Not sent')}</span>}
        </p>
        {reply.problem && <p className={`reason ${reply.state === 'failed' ? 'bad' : 'warn'}`}>{reply.problem}</p>}
        {reply.state === 'failed' && (
          <div className="row end">
            <button type="button" onClick={() => onRetry(reply)}>
              {t('Try again')}
            </button>
            <button type="button" onClick={() => onDiscard(reply.id)}>
              {t('Discard')}
            </button>
          </div>
        )}
      </div>
    </li>
  ))
}
