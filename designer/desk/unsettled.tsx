import { useState } from 'react'
import type { DeskAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { act } from './client.ts'
import { serverTime } from './clock.ts'
import type { Place } from './place.ts'
import { Section } from './section.tsx'
import { Waited } from './waited.tsx'
import { channelName, moment, nameOf } from './words.ts'

interface Settling {
  onGo: (place: Place) => void
  onDone: (action: Promise<unknown>) => void
}

/** Messages that may have gone out. Nothing is sent again until a person says so. */
export function InDoubtList({ messages, onGo, onDone }: { messages: DeskAnswer['inDoubt'] } & Settling) {
  if (messages.length === 0) return null
  const decide = (id: string, decision: string) => onDone(act('in-doubt', id, { decision }))
  return (
    <Section title={t('In doubt')} count={messages.length}>
      <ul>
        {messages.map((message) => (
          <li className="item settle" key={message.id}>
            <Who customer={message.customer} channel={message.channel} onGo={onGo} />
            <p className="said">{message.text}</p>
            <p className="why">
              {t('This may or may not have gone out. {reason}', { reason: message.reason })}{' '}
              {moment(message.at, serverTime())}
            </p>
            <div className="row">
              <button type="button" onClick={() => decide(message.id, 'send_again')}>
                {t('Send again')}
              </button>
              <button type="button" onClick={() => decide(message.id, 'went_out')}>
                {t('It went out')}
              </button>
              <button type="button" onClick={() => decide(message.id, 'give_up')}>
                {t('Give up')}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Messages that belong to nobody's journey. They are answered elsewhere and settled here, with what was done. */
export function UnclaimedList({ messages, onGo, onDone }: { messages: DeskAnswer['unclaimed'] } & Settling) {
  if (messages.length === 0) return null
  return (
    <Section title={t('No journey answers')} count={messages.length}>
      <ul>
        {messages.map((message) => (
          <li className="item settle" key={message.id}>
            <Who customer={message.customer} channel={message.channel} since={message.at} onGo={onGo} />
            <p className="said">{message.text}</p>
            <SettleForm onSettle={(note) => onDone(act('unclaimed', message.id, { note }))} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Runs that were stopped: tried again or ended, by a person. */
export function IncidentList({ incidents, onGo, onDone }: { incidents: DeskAnswer['incidents'] } & Settling) {
  const [ending, setEnding] = useState<string>()
  if (incidents.length === 0) return null
  return (
    <Section title={t('Stopped journeys')} count={incidents.length}>
      <ul>
        {incidents.map((incident) => (
          <li className="item settle" key={incident.id}>
            {incident.customer && <Who customer={incident.customer} channel={null} since={incident.at} onGo={onGo} />}
            <p className="said">{incident.message}</p>
            <p className="why">
              {[incident.journey, incident.node].filter(Boolean).join(', ')}
              {incident.run === null ? t('It never started, so there is nothing to go on with.') : ''}
            </p>
            {ending === incident.id ? (
              <div className="row">
                <button
                  type="button"
                  className="danger"
                  onClick={() => onDone(act('incident', incident.id, {}, { do: 'discard' }))}
                >
                  {t('End it for good')}
                </button>
                <button type="button" onClick={() => setEnding(undefined)}>
                  {t('Keep it')}
                </button>
              </div>
            ) : (
              <div className="row">
                <button type="button" onClick={() => onDone(act('incident', incident.id))}>
                  {incident.run === null ? t('Settled') : t('Try again')}
                </button>
                {incident.run !== null && (
                  <button type="button" onClick={() => setEnding(incident.id)}>
                    {t('End it…')}
                  </button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Who({
  customer,
  channel,
  since,
  onGo,
}: {
  customer: { id: string; name: string | null }
  channel: string | null
  since?: number
  onGo: (place: Place) => void
}) {
  return (
    <div className="who">
      {channel !== null && <ChannelIcon channel={channel} />}
      <button type="button" className="link" onClick={() => onGo({ customer: customer.id })}>
        {nameOf(customer)}
      </button>
      {channel !== null && <span className="quiet">{channelName(channel)}</span>}
      {since !== undefined && <Waited since={since} />}
    </div>
  )
}

function SettleForm({ onSettle }: { onSettle: (note: string) => void }) {
  const [open, setOpen] = useState(false)
  const [note, setNote] = useState('')
  if (!open) {
    return (
      <div className="row">
        <button type="button" onClick={() => setOpen(true)}>
          {t('Settle…')}
        </button>
      </div>
    )
  }
  return (
    <form
      className="settling"
      onSubmit={(event) => {
        event.preventDefault()
        onSettle(note)
      }}
    >
      <label>
        {t('Answer them as you usually would, then note what you did.')}
        <textarea rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <div className="row">
        <button type="submit" className="primary">
          {t('Settled')}
        </button>
        <button type="button" onClick={() => setOpen(false)}>
          {t('Cancel')}
        </button>
      </div>
    </form>
  )
}
