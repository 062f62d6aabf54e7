import type { ChannelId } from '#sdk'

/** Channels on which a customer can be written to at any time, unlike a call or a chat that is over. */
export const writtenChannels: readonly ChannelId[] = ['email', 'sms']

/**
 * The channel a journey that no customer started speaks on: the one they wrote on last, or else the one of their first
 * address, in the order they are given.
 */
export function usualChannel(lastWritten: string | undefined, addresses: readonly string[]): ChannelId | undefined {
  const last = writtenChannels.find((channel) => channel === lastWritten)
  return last ?? addresses.flatMap((address) => channelOfScheme[address.split(':')[0] ?? ''] ?? [])[0]
}

const channelOfScheme: Readonly<Record<string, ChannelId>> = { mailto: 'email', tel: 'sms' }
