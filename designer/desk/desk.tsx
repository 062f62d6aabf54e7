import { useCallback, useEffect, useRef, useState } from 'react'
import type { DeskDoneAnswer, HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { act, Refused } from './client.ts'
import { CloseDialog } from './close-dialog.tsx'
import { CustomerView } from './customer-view.tsx'
import { DeclineDialog } from './decline-dialog.tsx'
import { HandoffView } from './handoff-view.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { useKept } from './kept.ts'
import { usePlace } from './place.ts'
import { samePersonActions } from './same-person-actions.ts'
import { type Done, Toast } from './toast.tsx'
import { TopBar } from './top-bar.tsx'
import { useDesk } from './use-desk.ts'
import { useKeys } from './use-keys.ts'
import { useNotices } from './use-notices.ts'
import { useUnread } from './use-unread.ts'
import { type Filter, filtered, WaitingList } from './waiting-list.tsx'

type Open = { what: 'close' | 'decline'; detail: HandoffAnswer } | { what: 'help' }

const everything: Filter = { queue: '', channel: '' }

/** Where agents work. */
export function Desk() {
  const { desk, connection, version, refresh } = useDesk()
  const [place, go] = usePlace()
  const [filter, setFilter] = useKept<Filter>('filter', everything)
  const [keysOn, setKeysOn] = useKept('keys', true)
  const [open, setOpen] = useState<Open>()
  const [message, setMessage] = useState<{ tone: 'bad' | 'warn'; text: string }>()
  const [toast, setToast] = useState<Done>()
  const box = useRef<HTMLTextAreaElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const detail = useRef<HandoffAnswer>(undefined)
  const selected = place && 'handoff' in place ? place.handoff : undefined
  const shown = desk ? filtered(desk, filter) : { mine: [], offers: [] }
  const unread = useUnread(desk?.mine, selected)
  const { said, notices, toggle } = useNotices(desk?.offers, unread.size, (id) => go({ handoff: id }))
  const queueName = useCallback(
    (queue: string) => desk?.queues.find((each) => each.id === queue)?.name ?? queue,
    [desk],
  )

  const first = shown.mine[0]?.id ?? shown.offers[0]?.id
  useEffect(() => {
    // Nothing chosen yet: what waits first is what the agent sees. From then on only the agent changes it.
    if (!place && first) history.replaceState(null, '', `#${new URLSearchParams({ handoff: first })}`)
    if (!place && first) dispatchEvent(new HashChangeEvent('hashchange'))
  }, [place, first])

  const done = async (action: Promise<unknown>): Promise<boolean> => {
    try {
      const answer = (await action) as DeskDoneAnswer | undefined
      setMessage(
        answer?.held
          ? { tone: 'warn', text: answer.held }
          : answer?.queue
            ? { tone: 'warn', text: t('Offered to {queue} now.', { queue: queueName(answer.queue) }) }
            : undefined,
      )
      return true
    } catch (error) {
      setMessage({ tone: 'bad', text: error instanceof Refused ? error.message : t('That did not work.') })
      return false
    } finally {
      refresh()
    }
  }
  const same = samePersonActions(done, setToast, (customer) => go({ customer }))
  const accept = async (id: string) => {
    if (await done(act('accept', id))) setTimeout(() => box.current?.focus(), 300)
  }
  const actions = (of: HandoffAnswer) => {
    detail.current = of
    return {
      accept: () => void accept(of.handoff.id),
      decline: () => setOpen({ what: 'decline', detail: of }),
      close: () => setOpen({ what: 'close', detail: of }),
    }
  }
  const step = (by: number) => {
    const all = [...shown.mine, ...shown.offers]
    const at = all.findIndex((each) => each.id === selected)
    const next = at === -1 ? all[0] : all[Math.min(Math.max(at + by, 0), all.length - 1)]
    if (next) go({ handoff: next.id })
  }
  const now = () => (detail.current?.handoff.id === selected ? detail.current : undefined)
  const status = () => now()?.handoff.status
  const isMine = () => status() === 'accepted' && now()?.handoff.agent === desk?.me.id
  useKeys(
    {
      j: () => step(1),
      k: () => step(-1),
      a: () => selected && status() === 'offered' && void accept(selected),
      d: () => {
        const of = now()
        if (of && status() === 'offered') setOpen({ what: 'decline', detail: of })
      },
      r: () => box.current?.focus(),
      c: () => {
        const of = now()
        if (of && isMine()) setOpen({ what: 'close', detail: of })
      },
      '/': () => search.current?.focus(),
      '?': () => setOpen({ what: 'help' }),
    },
    keysOn,
  )

  if (connection === 'signed-out' || connection === 'not-allowed') return <Stopped why={connection} />
  return (
    <div className="desk">
      <button type="button" className="skip" onClick={() => skipTo('conversation')}>
        {t('Skip to the conversation')}
      </button>
      <TopBar
        connection={connection}
        me={desk?.me}
        search={search}
        notices={notices}
        onNotices={toggle}
        onHelp={() => setOpen({ what: 'help' })}
        onCustomer={(customer) => go({ customer })}
      />
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {connection !== 'live' && desk && (
        <p className="message-bar warn" role="status">
          {t('Not connected: what you see may be old. Replies you write are kept until the server answers.')}
        </p>
      )}
      {message && (
        <p className={`message-bar ${message.tone}`} role="alert">
          {message.text}
          <span className="grow" />
          <button type="button" onClick={() => setMessage(undefined)}>
            {t('Dismiss')}
          </button>
        </p>
      )}
      <div className="columns">
        {desk ? (
          <WaitingList
            desk={desk}
            filter={filter}
            onFilter={setFilter}
            shown={shown}
            selected={selected}
            unread={unread}
            onGo={go}
            onDone={(action) => void done(action)}
          />
        ) : (
          <nav className="list" aria-label={t('What waits for you')} aria-busy="true">
            <p className="hint">{connection === 'live' ? t('Reading…') : t('Waiting for the server…')}</p>
          </nav>
        )}
        {desk && selected && (
          <HandoffView
            key={selected}
            id={selected}
            version={version}
            me={desk.me.id}
            box={box}
            queueName={queueName}
            same={same}
            actions={actions}
          />
        )}
        {desk && place && 'customer' in place && (
          <CustomerView
            key={place.customer}
            id={place.customer}
            version={version}
            same={same}
            onClose={() => go(first ? { handoff: first } : undefined)}
          />
        )}
        {!place && (
          <main className="middle" id="conversation">
            <div className="nothing">
              <h1>{t('All quiet')}</h1>
              <p>
                {t(
                  'When a journey hands a customer over, the offer appears on the left with everything that is known. Nobody has to repeat anything.',
                )}
              </p>
              <p>{t('To look somebody up, find them by name, e-mail or phone above.')}</p>
            </div>
          </main>
        )}
      </div>
      <Toast done={toast} onGone={() => setToast(undefined)} />
      {open?.what === 'help' && <HelpDialog keysOn={keysOn} onKeysOn={setKeysOn} onClose={() => setOpen(undefined)} />}
      {open?.what === 'close' && (
        <CloseDialog detail={open.detail} queueName={queueName} onClose={() => setOpen(undefined)} onDone={done} />
      )}
      {open?.what === 'decline' && (
        <DeclineDialog handoff={open.detail.handoff.id} onClose={() => setOpen(undefined)} onDone={done} />
      )}
    </div>
  )
}

/** The desk without a desk: who is not signed in, or not as somebody who works here. */
function Stopped({ why }: { why: 'signed-out' | 'not-allowed' }) {
  return (
    <main className="alone">
      <h1>{why === 'signed-out' ? t('You are not signed in') : t('The desk is not open to you')}</h1>
      <p>
        {why === 'signed-out'
          ? t('Open the link that Throughline printed when it started, or ask an admin for an invitation.')
          : t('Ask an admin to invite you as an agent.')}
      </p>
    </main>
  )
}

// The address holds the open place, so this is a button: a link would change it.
function skipTo(id: string) {
  const element = document.getElementById(id)
  element?.setAttribute('tabindex', '-1')
  element?.focus()
}
