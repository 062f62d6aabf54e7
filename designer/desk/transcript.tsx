import { useEffect, useRef } from 'react'
import type { TimelineItem } from '#api'
import { t } from '../i18n/t.ts'
import { channelName, moment, stateName } from './words.ts'

/** The transcript of all channels in one line of time. */
export function Transcript({ items, now }: { items: readonly TimelineItem[]; now: number }) {
  const end = useRef<HTMLLIElement>(null)
  const last = items.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last item is what scrolls.
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [last])
  return (
    <ol className="transcript" aria-label={t('Transcript of all channels')} aria-live="polite">
      {items.map((item) => (
        <li key={item.id} className={item.kind === 'message' ? `message ${item.by}` : 'mark'}>
          {item.kind === 'message' ? (
            <>
              <p className="text">{item.text}</p>
              <p className="from">
                {author(item)}, {channelName(item.channel)}, {moment(item.at, now)}
                {stateName(item.state) && (
                  <span className={item.state === 'failed' || item.state === 'in_doubt' ? 'pill bad' : 'pill'}>
                    {stateName(item.state)}
                  </span>
                )}
              </p>
            </>
          ) : (
            <p>
              {item.text}
              {item.channel ? `, ${channelName(item.channel)}` : ''} <span className="num">{moment(item.at, now)}</span>
            </p>
          )}
        </li>
      ))}
      <li ref={end} aria-hidden="true" />
    </ol>
  )
}

function author(item: TimelineItem): string {
  const names = { customer: t('Customer'), journey: t('Journey'), agent: t('Agent'), system: t('System') }
  return names[item.by]
}
