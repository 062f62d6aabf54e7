import { useEffect, useRef, useState } from 'react'
import type { DeskHandoff } from '#api'
import { t, tn } from '../i18n/t.ts'
import { useKept } from './kept.ts'
import { channelName, nameOf } from './words.ts'

/** Tells of new offers: on the tab always, on the desktop for whoever asked for it, and aloud to screen readers. */
export function useNotices(
  offers: readonly DeskHandoff[] | undefined,
  unread: number,
  onOpen: (id: string) => void,
): { said: string; notices: 'on' | 'off' | 'blocked' | 'unsupported'; toggle: () => void } {
  const [wanted, setWanted] = useKept('notices', false)
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : undefined))
  const [said, setSaid] = useState('')
  const known = useRef<Set<string>>(undefined)
  const open = useRef(onOpen)
  open.current = onOpen
  const waiting = (offers?.length ?? 0) + unread
  const on = wanted && permission === 'granted'

  useEffect(() => {
    document.title = waiting > 0 ? t('({n}) Desk, Throughline', { n: waiting }) : t('Desk, Throughline')
  }, [waiting])

  useEffect(() => {
    if (!offers) return
    const fresh = known.current ? offers.filter((offer) => !known.current?.has(offer.id)) : []
    known.current = new Set(offers.map((offer) => offer.id))
    const [first] = fresh
    if (!first) return
    const who = t('{name}, {channel}', { name: nameOf(first.customer), channel: channelName(first.channel) })
    setSaid(tn(fresh.length, 'New offer: {who}', '{n} new offers, {who} first', { who }))
    if (!on || document.hasFocus()) return
    for (const offer of fresh) notify(offer, (id) => open.current(id))
  }, [offers, on])

  return {
    said,
    notices: permission === undefined ? 'unsupported' : permission === 'denied' ? 'blocked' : on ? 'on' : 'off',
    toggle: () => {
      if (on) return setWanted(false)
      // Browsers ask the person only when a click led here.
      void Notification.requestPermission().then((answer) => {
        setPermission(answer)
        setWanted(answer === 'granted')
      })
    },
  }
}

function notify(offer: DeskHandoff, onOpen: (id: string) => void) {
  const notice = new Notification(
    t('{name}, {channel}', { name: nameOf(offer.customer), channel: channelName(offer.channel) }),
    { body: offer.reason, tag: offer.id, icon: '/mark.svg' },
  )
  notice.addEventListener('click', () => {
    window.focus()
    onOpen(offer.id)
    notice.close()
  })
}
