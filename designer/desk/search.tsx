import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { CustomerAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { findCustomers, readCustomer } from './client.ts'
import { Transcript } from './transcript.tsx'
import { bareAddress } from './words.ts'

type Found = { id: string; name: string | null; addresses: string[] }

/** Finds a customer by name or address and shows their whole timeline. */
export function Search({ now }: { now: number }) {
  const [words, setWords] = useState('')
  const [found, setFound] = useState<Found[]>()
  const [open, setOpen] = useState<z.output<typeof CustomerAnswer>>()
  const dialog = useRef<HTMLDialogElement>(null)

  useEffect(() => {
    if (words.trim().length < 2) {
      setFound(undefined)
      return
    }
    const timer = setTimeout(
      () =>
        void findCustomers(words).then(
          ({ customers }) => setFound(customers),
          () => setFound([]),
        ),
      200,
    )
    return () => clearTimeout(timer)
  }, [words])
  useEffect(() => {
    if (open) dialog.current?.showModal()
  }, [open])

  return (
    <div className="search">
      <input
        type="search"
        aria-label={t('Find a customer')}
        placeholder={t('Find a customer')}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {found && (
        <ul>
          {found.length === 0 && <li className="empty">{t('Nobody with this name or address.')}</li>}
          {found.map((customer) => (
            <li key={customer.id}>
              <button
                type="button"
                onClick={() =>
                  void readCustomer(customer.id).then((answer) => {
                    setOpen(answer)
                    setWords('')
                  })
                }
              >
                <b>{customer.name ?? t('Unknown customer')}</b>{' '}
                <span>{customer.addresses.map(bareAddress).join(', ')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {open && (
        <dialog ref={dialog} className="wide" onClose={() => setOpen(undefined)} aria-labelledby="customer-title">
          <h2 id="customer-title">{open.customer.name ?? t('Unknown customer')}</h2>
          <p>{open.customer.identities.map((identity) => bareAddress(identity.address)).join(', ')}</p>
          <Transcript items={open.timeline} now={now} />
          <form method="dialog" className="row end">
            <button type="submit">{t('Done')}</button>
          </form>
        </dialog>
      )}
    </div>
  )
}
