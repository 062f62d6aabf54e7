/** The ways a customer can reach us, by id. Documents, events and effects use these ids only. */
export const channelIds = [
  'voice',
  'email',
  'webchat',
  'sms',
  'whatsapp',
  'messenger',
  'instagram',
  'x',
  'apple',
  'rcs',
  'slack',
  'telegram',
  'line',
  'portal',
  'store',
  'webhook',
] as const

/** One channel's id. */
export type ChannelId = (typeof channelIds)[number]

/** What a channel can do, so that content can degrade as declared. */
export interface Capabilities {
  /** The name on screen. */
  name: string
  /** How the words travel: read as text, or spoken and heard. */
  form: 'text' | 'speech'
  /** Most characters in one message; longer texts are split or refused by the channel. */
  maxLength: number
  /** Whether choices can be shown as buttons; otherwise they become a numbered list, or keys on a call. */
  buttons: boolean
  /** Whether the customer is there while it happens (a call, a chat) or answers later (an e-mail). */
  live: boolean
}

/** The capability table of every channel. */
export const channels: Readonly<Record<ChannelId, Capabilities>> = {
  voice: { name: 'Phone', form: 'speech', maxLength: 4096, buttons: false, live: true },
  email: { name: 'E-mail', form: 'text', maxLength: 1_000_000, buttons: false, live: false },
  webchat: { name: 'Web chat', form: 'text', maxLength: 10_000, buttons: true, live: true },
  sms: { name: 'SMS', form: 'text', maxLength: 1600, buttons: false, live: false },
  whatsapp: { name: 'WhatsApp', form: 'text', maxLength: 4096, buttons: true, live: false },
  messenger: { name: 'Messenger', form: 'text', maxLength: 2000, buttons: true, live: false },
  instagram: { name: 'Instagram', form: 'text', maxLength: 1000, buttons: true, live: false },
  x: { name: 'X', form: 'text', maxLength: 10_000, buttons: false, live: false },
  apple: { name: 'Apple Messages', form: 'text', maxLength: 10_000, buttons: true, live: false },
  rcs: { name: 'RCS', form: 'text', maxLength: 3072, buttons: true, live: false },
  slack: { name: 'Slack', form: 'text', maxLength: 40_000, buttons: true, live: false },
  telegram: { name: 'Telegram', form: 'text', maxLength: 4096, buttons: true, live: false },
  line: { name: 'LINE', form: 'text', maxLength: 5000, buttons: true, live: false },
  portal: { name: 'Self-service portal', form: 'text', maxLength: 10_000, buttons: true, live: true },
  store: { name: 'In store', form: 'text', maxLength: 2000, buttons: true, live: true },
  webhook: { name: 'Another system', form: 'text', maxLength: 100_000, buttons: false, live: false },
}
