import { useEffect, useState } from 'react'
import type { CustomerAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { Refused, readCustomer } from './client.ts'
import { CustomerCard } from './customer-card.tsx'
import type { SamePersonActions } from './same-person-actions.ts'
import { Transcript } from './transcript.tsx'
import { useTimeline } from './use-timeline.ts'
import { bareAddress, nameOf } from './words.ts'

/** A customer with their whole timeline, whether or not anybody waits. */
export function CustomerView({
  id,
  version,
  same,
  onClose,
}: {
  id: string
  version: number
  same: SamePersonActions
  onClose: () => void
}) {
  const [shown, setShown] = useState<CustomerAnswer>()
  const [problem, setProblem] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means that something changed.
  useEffect(() => {
    let current = true
    readCustomer(id).then(
      (read) => {
        if (!current) return
        setShown(read)
        setProblem('')
      },
      (error: unknown) => current && setProblem(error instanceof Refused ? error.message : t('That did not work.')),
    )
    return () => {
      current = false
    }
  }, [id, version])
  const { items, onEarlier } = useTimeline(shown?.customer, shown && { items: shown.timeline, before: shown.before })
  if (!shown) {
    return (
      <main className="middle" id="conversation" aria-busy={problem === ''}>
        <p className="nothing">{problem || t('Reading…')}</p>
      </main>
    )
  }
  return (
    <>
      <main className="middle" id="conversation">
        <header className="head">
          <div className="title">
            <h1 dir="auto">{nameOf(shown.customer)}</h1>
            <p>{shown.customer.identities.map((identity) => bareAddress(identity.address)).join(', ')}</p>
          </div>
          <span className="grow" />
          <button type="button" onClick={onClose}>
            {t('Done')}
          </button>
        </header>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <Transcript items={items} onEarlier={onEarlier} />
      </main>
      <aside className="side" aria-label={t('About the customer')}>
        <CustomerCard customer={shown.customer} same={same} />
      </aside>
    </>
  )
}
