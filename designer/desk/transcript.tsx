import {
  IconArrowsExchange,
  IconCircleCheck,
  IconInfoCircle,
  IconNote,
  IconPhone,
  IconPointFilled,
} from '@tabler/icons-react'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { TimelineItem } from '#api'
import { t } from '../i18n/t.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { serverTime } from './clock.ts'
import { channelName, dayOf, fullMoment, isSameDay, stateWords, timeOf } from './words.ts'

/** The transcript of all channels in one line of time, newest at the bottom. */
export function Transcript({
  items,
  conversation,
  onEarlier,
  children,
}: {
  items: readonly TimelineItem[]
  /** The conversation that is going on; others are marked as earlier ones. */
  conversation?: string
  /** Reads the part before this one, when there is one. */
  onEarlier?: () => void
  /** Replies that are not on the server's timeline yet. */
  children?: ReactNode
}) {
  const pane = useRef<HTMLElement>(null)
  const following = useRef(true)
  const [below, setBelow] = useState(false)
  const last = items.at(-1)?.id
  const toEnd = () => pane.current?.scrollTo({ top: pane.current.scrollHeight })

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last item, or a reply under way, is what scrolls.
  useLayoutEffect(() => {
    if (following.current) toEnd()
    else setBelow(true)
  }, [last, children])
  useEffect(() => {
    const element = pane.current
    if (!element) return
    // Whoever reads the end keeps seeing it when the reply box grows.
    const watch = new ResizeObserver(() => following.current && element.scrollTo({ top: element.scrollHeight }))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])

  const now = serverTime()
  return (
    <div className="pane">
      <section
        ref={pane}
        className="transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={t('Transcript of all channels')}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < 48
          if (following.current) setBelow(false)
        }}
      >
        {onEarlier && (
          <button type="button" className="earlier" onClick={onEarlier}>
            {t('Show earlier')}
          </button>
        )}
        {items.length === 0 && <p className="hint">{t('Nothing has been said yet.')}</p>}
        <ol aria-live="polite" aria-relevant="additions">
          {items.map((item, index) => {
            const before = items[index - 1]
            const newDay = !before || !isSameDay(before.at, item.at)
            const newConversation = before !== undefined && before.conversation !== item.conversation
            return (
              <li key={item.id}>
                {newConversation && (
                  <p className="divider">
                    {item.conversation === conversation ? t('This conversation') : t('Another conversation')}
                  </p>
                )}
                {newDay && <p className="day">{dayOf(item.at, now)}</p>}
                {item.kind === 'message' ? (
                  <Message item={item} subject={newSubject(items, index)} />
                ) : (
                  <Mark item={item} />
                )}
              </li>
            )
          })}
          {children}
        </ol>
      </section>
      {below && (
        <button type="button" className="newer" onClick={toEnd}>
          {t('New below')}
        </button>
      )}
    </div>
  )
}

/** A letter's subject where it is not the one of the same side's letter before. */
function newSubject(items: readonly TimelineItem[], index: number): string | null {
  const { subject = null, direction } = items[index] ?? {}
  const before = items
    .slice(0, index)
    .findLast((item) => item.subject !== null && item.direction === direction)?.subject
  const bare = (text: string) => text.replace(/^((re|aw|fwd?):\s*)+/i, '').trim()
  return subject !== null && before != null && bare(before) === bare(subject) ? null : subject
}

function Message({ item, subject }: { item: TimelineItem; subject: string | null }) {
  const state = stateWords(item.state)
  return (
    <div className={`message ${item.by}`}>
      {subject && <p className="subject">{subject}</p>}
      <LongText text={item.text} />
      {item.choices.length > 0 && <p className="choices">{item.choices.join(' · ')}</p>}
      <p className="from">
        <ChannelIcon channel={item.channel} size={13} />
        <span>
          {author(item)}
          {item.channel === null ? '' : `, ${channelName(item.channel)}`},{' '}
          <time className="num" dateTime={new Date(item.at).toISOString()} title={fullMoment(item.at)}>
            {timeOf(item.at)}
          </time>
        </span>
        {state && <span className={`pill ${state.tone}`}>{state.words}</span>}
      </p>
      {state && item.why && <p className={`reason ${state.tone}`}>{item.why}</p>}
    </div>
  )
}

const foldedAt = 1200

/** A customer's words, as text and nothing else. Very long ones are folded. */
function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false)
  const isLong = text.length > foldedAt
  return (
    <div className="text">
      <p dir="auto">{isLong && !open ? `${text.slice(0, foldedAt)}…` : text}</p>
      {isLong && (
        <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('Show less') : t('Show all of it')}
        </button>
      )}
    </div>
  )
}

const marks = {
  call: IconPhone,
  note: IconNote,
  handoff: IconArrowsExchange,
  event: IconInfoCircle,
  run: IconCircleCheck,
  message: IconPointFilled,
} as const

function Mark({ item }: { item: TimelineItem }) {
  const Icon = marks[item.kind]
  return (
    <div className={`mark ${item.kind}`}>
      <Icon size={13} stroke={1.8} aria-hidden="true" />
      <p dir="auto">
        {item.text}
        {item.channel ? `, ${channelName(item.channel)}` : ''}{' '}
        <time className="num" dateTime={new Date(item.at).toISOString()} title={fullMoment(item.at)}>
          {timeOf(item.at)}
        </time>
      </p>
    </div>
  )
}

function author(item: TimelineItem): string {
  if (item.by === 'agent') return item.author ?? t('Agent')
  return { customer: t('Customer'), journey: t('Journey'), system: t('System') }[item.by]
}
