import { z } from 'zod'

const Secret = z.string().min(8, 'A secret needs at least 8 characters.')
const Host = z.string().min(1).max(255)

/** How the channels are connected to the world. A channel without its secret is off. */
export const ChannelSettings = z.strictObject({
  /** The address the world reaches this server under. Signed addresses are worked out from it, never from Host. */
  publicUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  email: z
    .strictObject({
      /** Tokens, or signing secrets, of whoever delivers mail over HTTP. None: that way in is closed. */
      inboundSecrets: z.array(Secret).default([]),
      /** Where mail is received by SMTP. Left out: it is not. */
      smtp: z
        .strictObject({
          port: z.int().min(0).max(65_535).default(2525),
          host: Host.default('127.0.0.1'),
          /** Domains, or whole addresses, mail is taken for. Everything else is refused: this is no relay. */
          domains: z.array(Host).default([]),
        })
        .optional(),
      /** `smtp://…` or `smtps://…`. Left out: mails are written to a folder instead of sent. */
      relayUrl: z.url({ protocol: /^smtps?$/ }).optional(),
      from: z.string().min(3).max(320).default('Support <support@localhost>'),
    })
    .prefault({}),
  twilio: z
    .strictObject({
      accountSid: z.string().regex(/^AC[0-9a-zA-Z]{1,62}$/, 'An account id starts with AC.'),
      /** Two while changing from one to the other; the first one signs what we send. */
      authTokens: z.array(z.string().min(1)).min(1).max(4),
      from: z.string().min(1).max(40),
      apiBase: z.url({ protocol: /^https?$/ }).default('https://api.twilio.com'),
    })
    .optional(),
  /** Other systems that may report events, each with its secrets. */
  webhooks: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/), z.strictObject({ secrets: z.array(Secret).min(1).max(4) }))
    .default({}),
  webchat: z
    .strictObject({
      /** Sites the chat may be embedded in, besides this server's own pages. */
      origins: z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)).default([]),
      /** Signs visitors' tokens. Left out: the chat is off. */
      key: z.string().min(32).optional(),
    })
    .prefault({}),
  /** Hosts (`host` or `host:port`) that may be called although they are not public, for development and tests. */
  allowPrivateHosts: z.array(Host).default([]),
})

export type ChannelSettings = z.output<typeof ChannelSettings>
