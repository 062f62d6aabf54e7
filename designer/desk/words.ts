import { type ChannelId, channels } from '#sdk'
import { t } from '../i18n/t.ts'

/** A channel's name on screen. */
export function channelName(channel: string | null): string {
  return channel === null ? '' : (channels[channel as ChannelId]?.name ?? channel)
}

/** How long something has waited: "3 min", "2 h", "4 d". */
export function waited(since: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - since) / 60_000))
  if (minutes < 1) return t('just now')
  if (minutes < 60) return t('{n} min', { n: minutes })
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? t('{n} h', { n: hours }) : t('{n} d', { n: Math.floor(hours / 24) })
}

/** A moment as an agent reads it: the time today, the day and time before. */
export function moment(at: number, now: number): string {
  const when = new Date(at)
  const time = when.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (new Date(now).toDateString() === when.toDateString()) return time
  return `${when.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`
}

/** An address without its kind: `mailto:a@b.c` is `a@b.c`. */
export function bareAddress(address: string): string {
  return address.slice(address.indexOf(':') + 1)
}

/** What a state of an outgoing message means. */
export function stateName(state: string | null): string {
  const names: Record<string, string> = {
    pending: t('on its way'),
    sending: t('on its way'),
    held: t('held while you have the customer'),
    failed: t('not delivered'),
    in_doubt: t('may not have gone out'),
    discarded: t('given up'),
  }
  return state === null ? '' : (names[state] ?? '')
}
