import type { DeskAnswer, DeskHandoff } from '#api'
import { t, tn } from '../i18n/t.ts'
import { HandoffCard } from './handoff-card.tsx'
import type { Place } from './place.ts'
import { Section } from './section.tsx'
import { IncidentList, InDoubtList, UnclaimedList } from './unsettled.tsx'
import { channelName } from './words.ts'

/** What an agent wants to see of the list. Empty is everything. */
export interface Filter {
  queue: string
  channel: string
}

/** What needs a person: the agent's own customers, offers by queue, and whatever nobody else can settle. */
export function WaitingList({
  desk,
  filter,
  onFilter,
  shown,
  selected,
  unread,
  onGo,
  onDone,
}: {
  desk: DeskAnswer
  filter: Filter
  onFilter: (filter: Filter) => void
  shown: { mine: DeskHandoff[]; offers: DeskHandoff[] }
  selected: string | undefined
  unread: ReadonlySet<string>
  onGo: (place: Place) => void
  onDone: (action: Promise<unknown>) => void
}) {
  const hidden = desk.offers.length + desk.mine.length - shown.offers.length - shown.mine.length
  const card = (handoff: DeskHandoff) => (
    <li key={handoff.id}>
      <HandoffCard
        handoff={handoff}
        current={handoff.id === selected}
        unread={unread.has(handoff.id)}
        onSelect={() => onGo({ handoff: handoff.id })}
      />
    </li>
  )
  return (
    <nav className="list" aria-label={t('What waits for you')}>
      <Filters desk={desk} filter={filter} onFilter={onFilter} />
      <Section title={t('Yours')} count={shown.mine.length} empty={t('No customer is with you.')}>
        <ul>{shown.mine.map(card)}</ul>
      </Section>
      <Section
        title={t('Offers')}
        count={shown.offers.length}
        empty={t('Nobody is waiting. New offers appear here by themselves.')}
      >
        {byQueue(shown.offers).map(({ queue, offers }) => (
          <div key={queue} className="queue">
            <h3>{t('{queue}, {n}', { queue: queueName(desk, queue), n: offers.length })}</h3>
            <ul>{offers.map(card)}</ul>
          </div>
        ))}
      </Section>
      {hidden > 0 && (
        <p className="hint">
          {tn(hidden, '{n} more is hidden by the filter.', '{n} more are hidden by the filter.')}{' '}
          <button type="button" className="link" onClick={() => onFilter({ queue: '', channel: '' })}>
            {t('Show all')}
          </button>
        </p>
      )}
      <InDoubtList messages={desk.inDoubt} onGo={onGo} onDone={onDone} />
      <UnclaimedList messages={desk.unclaimed} onGo={onGo} onDone={onDone} />
      <IncidentList incidents={desk.incidents} onGo={onGo} onDone={onDone} />
    </nav>
  )
}

/** What the filter lets through, in the order it stands on screen. */
export function filtered(desk: DeskAnswer, { queue, channel }: Filter): { mine: DeskHandoff[]; offers: DeskHandoff[] } {
  const passes = (each: DeskHandoff) =>
    (queue === '' || each.queue === queue) && (channel === '' || each.channel === channel)
  return {
    mine: desk.mine.filter(passes),
    offers: byQueue(desk.offers.filter(passes)).flatMap((group) => group.offers),
  }
}

function Filters({ desk, filter, onFilter }: { desk: DeskAnswer; filter: Filter; onFilter: (filter: Filter) => void }) {
  const waiting = [...desk.offers, ...desk.mine]
  const queues = [...new Set([...desk.queues.map((queue) => queue.id), ...waiting.map((each) => each.queue)])]
  const inUse = [...new Set([...waiting.map((each) => each.channel), ...(filter.channel ? [filter.channel] : [])])]
  return (
    <div className="filters">
      <select
        aria-label={t('Queue')}
        value={filter.queue}
        onChange={(event) => onFilter({ ...filter, queue: event.target.value })}
      >
        <option value="">{t('All queues')}</option>
        {queues.map((queue) => (
          <option key={queue} value={queue}>
            {queueName(desk, queue)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('Channel')}
        value={filter.channel}
        onChange={(event) => onFilter({ ...filter, channel: event.target.value })}
      >
        <option value="">{t('All channels')}</option>
        {inUse.map((channel) => (
          <option key={channel} value={channel}>
            {channelName(channel)}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Offers by queue. The queue of the most urgent offer comes first. */
function byQueue(offers: readonly DeskHandoff[]): { queue: string; offers: DeskHandoff[] }[] {
  const queues = new Map<string, DeskHandoff[]>()
  for (const offer of offers) queues.set(offer.queue, [...(queues.get(offer.queue) ?? []), offer])
  return [...queues].map(([queue, offers]) => ({ queue, offers }))
}

function queueName(desk: DeskAnswer, queue: string): string {
  return desk.queues.find((each) => each.id === queue)?.name ?? queue
}
