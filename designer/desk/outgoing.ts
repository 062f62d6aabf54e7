import { useCallback, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { act, Refused } from './client.ts'
import { serverTime } from './clock.ts'
import { keep, kept } from './kept.ts'

/** A reply on its way to the server. Its id makes a second try the same reply, which goes out once. */
export interface Outgoing {
  id: string
  text: string
  channel: string
  at: number
  state: 'sending' | 'failed' | 'held'
  problem: string
}

/**
 * Replies the server has not confirmed. They are kept on this computer: after a reload or a lost connection they are
 * still there to be tried again, and the server knows which it has already.
 */
export function useOutgoing(handoff: string, onTaken: () => Promise<void>) {
  const key = `outgoing.${handoff}`
  const [replies, setReplies] = useState<Outgoing[]>(() => kept<Outgoing[]>(key, []).map(interrupted))
  const sending = useRef<Promise<void>>(Promise.resolve())

  const change = useCallback(
    (to: (before: Outgoing[]) => Outgoing[]) =>
      setReplies((before) => {
        const next = to(before)
        keep(key, next.length > 0 ? next : undefined)
        return next
      }),
    [key],
  )

  const transmit = useCallback(
    (reply: Outgoing) => {
      const set = (changed: Partial<Outgoing>) =>
        change((all) => all.map((each) => (each.id === reply.id ? { ...each, ...changed } : each)))
      set({ state: 'sending', problem: '' })
      // One after another: what was written first goes first.
      sending.current = sending.current.then(async () => {
        try {
          const { id, text, channel } = reply
          const { held } = await act('reply', handoff, { id, text, channel })
          if (held) return set({ state: 'held', problem: held })
          await onTaken().catch(() => {})
          change((all) => all.filter((each) => each.id !== reply.id))
        } catch (error) {
          set({ state: 'failed', problem: error instanceof Refused ? error.message : t('That did not work.') })
        }
      })
    },
    [handoff, change, onTaken],
  )

  const send = useCallback(
    (text: string, channel: string) => {
      const at = serverTime()
      const reply: Outgoing = { id: crypto.randomUUID(), text, channel, at, state: 'sending', problem: '' }
      change((all) => [...all, reply])
      transmit(reply)
    },
    [change, transmit],
  )
  const discard = useCallback((id: string) => change((all) => all.filter((each) => each.id !== id)), [change])
  return { replies, send, retry: transmit, discard }
}

function interrupted(reply: Outgoing): Outgoing {
  if (reply.state !== 'sending') return reply
  return { ...reply, state: 'failed', problem: t('The page was closed while this was being sent.') }
}
