import { useEffect, useState } from 'react'
import { t } from '../i18n/t.ts'
import { HandoffView } from './handoff-view.tsx'
import { Search } from './search.tsx'
import { useDesk } from './use-desk.ts'
import { WaitingList } from './waiting-list.tsx'

/** Where agents work. */
export function Desk() {
  const { desk, connection, version, refresh } = useDesk()
  const [selected, setSelected] = useState<string>()
  const [problem, setProblem] = useState('')
  const now = useNow()
  const waiting = desk?.offers.length ?? 0

  useEffect(() => {
    document.title = waiting > 0 ? t('({n}) Desk, Throughline', { n: waiting }) : t('Desk, Throughline')
  }, [waiting])

  const done = async (action: Promise<void>): Promise<boolean> => {
    try {
      await action
      setProblem('')
      return true
    } catch (error) {
      setProblem(error instanceof Error ? error.message : t('That did not work.'))
      return false
    } finally {
      refresh()
    }
  }

  if (connection === 'signed-out') {
    return (
      <main className="alone">
        <h1>{t('You are not signed in')}</h1>
        <p>{t('Open the link that Throughline printed when it started, or ask an admin for an invitation.')}</p>
      </main>
    )
  }
  const chosen = selected ?? desk?.mine[0]?.id ?? desk?.offers[0]?.id
  return (
    <div className="desk">
      <a className="skip" href="#conversation">
        {t('Skip to the conversation')}
      </a>
      <header className="top">
        <img src="/mark.svg" alt="" width={26} height={26} />
        <strong>{t('Desk')}</strong>
        <span className={connection === 'live' ? 'pill ok' : 'pill warn'} role="status">
          {connection === 'live' ? t('Live') : t('Connecting…')}
        </span>
        <span className="grow" />
        <Search now={now} />
        <a className="button" href="/">
          {t('Journeys')}
        </a>
      </header>
      {problem && (
        <p className="problem" role="alert">
          {problem}{' '}
          <button type="button" onClick={() => setProblem('')}>
            {t('Dismiss')}
          </button>
        </p>
      )}
      <div className="columns">
        {desk ? (
          <WaitingList
            desk={desk}
            now={now}
            selected={chosen}
            onSelect={setSelected}
            onDone={(action) => void done(action)}
          />
        ) : (
          <nav className="list" aria-busy="true" />
        )}
        {desk && chosen ? (
          <HandoffView id={chosen} version={version} now={now} me={desk.me.id} onDone={done} />
        ) : (
          <main className="middle" id="conversation">
            <div className="nothing">
              <h1>{t('All quiet')}</h1>
              <p>
                {t(
                  'When a journey hands a customer over, the offer appears on the left with everything that is known. Nobody has to repeat anything.',
                )}
              </p>
            </div>
          </main>
        )}
      </div>
    </div>
  )
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
