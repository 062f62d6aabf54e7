import { IconSearch } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { CustomersAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { findCustomers, Refused } from './client.ts'
import { serverTime } from './clock.ts'
import { bareAddress, moment, nameOf } from './words.ts'

const pauseMs = 150

/** Finds a customer by name or address, also one without any handoff. */
export function Search({
  input,
  onChoose,
}: {
  input: RefObject<HTMLInputElement | null>
  onChoose: (customer: string) => void
}) {
  const [words, setWords] = useState('')
  const [found, setFound] = useState<CustomersAnswer['customers']>()
  const [problem, setProblem] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const asked = words.trim()

  useEffect(() => {
    setProblem('')
    if (asked.length < 2) {
      setFound(undefined)
      return
    }
    let current = true
    const timer = setTimeout(() => {
      findCustomers(asked).then(
        ({ customers }) => current && setFound(customers),
        (error: unknown) => current && setProblem(error instanceof Refused ? error.message : t('That did not work.')),
      )
    }, pauseMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [asked])

  const close = () => {
    setWords('')
    input.current?.focus()
  }
  const move = (by: number) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const next = at + by
    if (next < 0) input.current?.focus()
    else buttons[Math.min(next, buttons.length - 1)]?.focus()
  }
  return (
    <search
      className="search"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
        event.preventDefault()
        move(event.key === 'ArrowDown' ? 1 : -1)
      }}
    >
      <IconSearch size={14} stroke={1.8} aria-hidden="true" />
      <input
        ref={input}
        type="search"
        aria-label={t('Find a customer')}
        placeholder={t('Find a customer by name, e-mail or phone')}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {(problem !== '' || found) && asked.length > 1 && (
        <div className="found">
          {problem && <p className="hint bad">{problem}</p>}
          {found?.length === 0 && <p className="hint">{t('Nobody has this name or address. Try a part of it.')}</p>}
          <ul ref={list}>
            {found?.map((customer) => (
              <li key={customer.id}>
                <button
                  type="button"
                  onClick={() => {
                    setWords('')
                    onChoose(customer.id)
                  }}
                >
                  <b>{nameOf(customer)}</b>
                  <span className="quiet">{customer.addresses.map(bareAddress).join(', ')}</span>
                  {customer.lastAt !== null && (
                    <span className="quiet num">{moment(customer.lastAt, serverTime())}</span>
                  )}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </search>
  )
}
