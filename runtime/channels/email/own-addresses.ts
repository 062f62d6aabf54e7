import type { ChannelSettings } from '../settings.ts'

/** The addresses we send from: a mail from one of them is our own, come round again. */
export function ownAddresses(email: ChannelSettings['email']): string[] {
  const address = (/<([^<>]+)>\s*$/.exec(email.from)?.[1] ?? email.from).trim().toLowerCase()
  const whole = email.smtp?.domains.filter((each) => each.includes('@')) ?? []
  return [address, ...whole.map((each) => each.toLowerCase())]
}
