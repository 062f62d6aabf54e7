import type { DeskAnswer, DeskHandoff } from '#api'
import { t } from '../i18n/t.ts'
import { act } from './client.ts'
import { channelName, waited } from './words.ts'

/** What needs a person: offers, the agent's own customers, and whatever nobody else can settle. */
export function WaitingList({
  desk,
  now,
  selected,
  onSelect,
  onDone,
}: {
  desk: DeskAnswer
  now: number
  selected: string | undefined
  onSelect: (id: string) => void
  onDone: (action: Promise<void>) => void
}) {
  const card = (handoff: DeskHandoff) => (
    <HandoffCard key={handoff.id} handoff={handoff} now={now} current={handoff.id === selected} onSelect={onSelect} />
  )
  return (
    <nav className="list" aria-label={t('What waits for you')}>
      <Section title={t('Yours')} count={desk.mine.length} empty={t('No customer is with you.')}>
        {desk.mine.map(card)}
      </Section>
      <Section
        title={t('Offers')}
        count={desk.offers.length}
        empty={t('Nobody is waiting. New offers appear here by themselves.')}
      >
        {desk.offers.map(card)}
      </Section>
      {desk.inDoubt.length > 0 && (
        <Section title={t('In doubt')} count={desk.inDoubt.length}>
          {desk.inDoubt.map((message) => (
            <div className="item settle" key={message.id}>
              <p className="who">
                {message.customer.name ?? t('Unknown customer')} <span>{channelName(message.channel)}</span>
              </p>
              <p className="said">{message.text}</p>
              <p className="why">{t('This may or may not have gone out. {reason}', { reason: message.reason })}</p>
              <div className="row">
                <button type="button" onClick={() => onDone(act('in-doubt', message.id, { decision: 'went_out' }))}>
                  {t('It went out')}
                </button>
                <button type="button" onClick={() => onDone(act('in-doubt', message.id, { decision: 'send_again' }))}>
                  {t('Send again')}
                </button>
                <button type="button" onClick={() => onDone(act('in-doubt', message.id, { decision: 'give_up' }))}>
                  {t('Give up')}
                </button>
              </div>
            </div>
          ))}
        </Section>
      )}
      {desk.unclaimed.length > 0 && (
        <Section title={t('Nobody’s journey')} count={desk.unclaimed.length}>
          {desk.unclaimed.map((message) => (
            <div className="item settle" key={message.id}>
              <p className="who">
                {message.customer.name ?? t('Unknown customer')}{' '}
                <span>
                  {channelName(message.channel)}, {waited(message.at, now)}
                </span>
              </p>
              <p className="said">{message.text}</p>
              <div className="row">
                <button type="button" onClick={() => onDone(act('unclaimed', message.id))}>
                  {t('Settled')}
                </button>
              </div>
            </div>
          ))}
        </Section>
      )}
      {desk.incidents.length > 0 && (
        <Section title={t('Stopped runs')} count={desk.incidents.length}>
          {desk.incidents.map((incident) => (
            <div className="item settle" key={incident.id}>
              <p className="said">{incident.message}</p>
              <div className="row">
                <button type="button" onClick={() => onDone(act('incident', incident.id))}>
                  {t('Try again')}
                </button>
                <button type="button" onClick={() => onDone(act('incident', incident.id, {}, { do: 'discard' }))}>
                  {t('End it')}
                </button>
              </div>
            </div>
          ))}
        </Section>
      )}
    </nav>
  )
}

function Section({
  title,
  count,
  empty,
  children,
}: {
  title: string
  count: number
  empty?: string
  children: React.ReactNode
}) {
  return (
    <section>
      <h2>
        {title} <span className="count">{count}</span>
      </h2>
      {count === 0 ? <p className="empty">{empty}</p> : children}
    </section>
  )
}

function HandoffCard({
  handoff,
  now,
  current,
  onSelect,
}: {
  handoff: DeskHandoff
  now: number
  current: boolean
  onSelect: (id: string) => void
}) {
  const { customer, channel, reason, lastSaid, offeredAt, queue, priority } = handoff
  const since = lastSaid?.at ?? offeredAt
  return (
    <button type="button" className="item" aria-current={current} onClick={() => onSelect(handoff.id)}>
      <span className="who">
        {customer.name ?? t('Unknown customer')}
        <span className="num">{waited(since, now)}</span>
      </span>
      <span className="why">{reason}</span>
      {lastSaid && <span className="said">{lastSaid.text}</span>}
      <span className="tags">
        <span className="pill">{channelName(channel)}</span>
        <span className="pill">{queue}</span>
        {priority > 1 && <span className="pill warn">{priority > 2 ? t('Urgent') : t('High')}</span>}
      </span>
    </button>
  )
}
