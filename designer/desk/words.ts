import { type ChannelId, channels, type FactValue } from '#sdk'
import { t } from '../i18n/t.ts'

/** A channel's name on screen. */
export function channelName(channel: string | null): string {
  return channel === null ? '' : (channels[channel as ChannelId]?.name ?? channel)
}

/** What to call a customer whose name may not be known. */
export function nameOf(customer: { name: string | null } | null): string {
  return customer?.name ?? t('Unknown customer')
}

/** The same, by an address where there is no name. */
export function someone({ name, addresses }: { name: string | null; addresses: readonly string[] }): string {
  return name ?? addresses.map(bareAddress)[0] ?? nameOf(null)
}

/** How long something has waited: "0:42", "12:05", "3 h 20 min", "4 days". */
export function howLong(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${String(seconds % 60).padStart(2, '0')}`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return t('{hours} h {minutes} min', { hours, minutes: minutes % 60 })
  return t('{n} days', { n: Math.floor(hours / 24) })
}

/** A moment as an agent reads it: the time today, the day and time before. */
export function moment(at: number, now: number): string {
  return isSameDay(at, now) ? timeOf(at) : `${dayOf(at, now)}, ${timeOf(at)}`
}

/** The time of day. */
export function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

/** A day: "Today", "12 March", with the year when it is another one. */
export function dayOf(at: number, now: number): string {
  if (isSameDay(at, now)) return t('Today')
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year })
}

/** Whether two moments are on the same day here. */
export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString()
}

/** A moment in full, for whoever wants to know exactly. */
export function fullMoment(at: number): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'medium' })
}

/** An address without its kind: `mailto:a@b.c` is `a@b.c`. */
export function bareAddress(address: string): string {
  return address.slice(address.indexOf(':') + 1)
}

/** Words in which addresses stand as people write them. */
export function withBareAddresses(words: string): string {
  return words.replaceAll(/\b(mailto|tel|webchat|customer):(?=\S)/g, '')
}

/** The kind of an address. */
export function addressKind(address: string): string {
  const kinds: Record<string, string> = {
    mailto: t('E-mail'),
    tel: t('Phone'),
    webchat: t('Web chat'),
    customer: t('Customer number'),
  }
  const kind = address.slice(0, address.indexOf(':'))
  return kinds[kind] ?? kind
}

/** A fact's value as people say it. */
export function valueWords(value: FactValue): string {
  return typeof value === 'boolean' ? (value ? t('Yes') : t('No')) : String(value)
}

/** Whether somebody proved to be who they say, in a word. */
export function proofWords(proof: 'claimed' | 'proved'): string {
  return proof === 'proved' ? t('proved') : t('claimed')
}

/** What a state of an outgoing message means; nothing for one that simply went out. */
export function stateWords(state: string | null): { words: string; tone: '' | 'warn' | 'bad' } | undefined {
  if (state === 'pending' || state === 'sending') return { words: t('On its way'), tone: '' }
  if (state === 'held') return { words: t('Held back while an agent has the customer'), tone: '' }
  if (state === 'failed') return { words: t('Not delivered'), tone: 'bad' }
  if (state === 'in_doubt') return { words: t('May not have gone out'), tone: 'warn' }
  if (state === 'discarded') return { words: t('Given up'), tone: '' }
  return undefined
}
