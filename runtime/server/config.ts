import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { ChannelSettings } from '#channels/settings'
import { readJson } from '#core'

/** How a server is set up. */
export interface Config {
  port: number
  host: string
  /** The folder everything is kept in. */
  data: string
  /** The address the world reaches this server under, when it is not the one it listens on. */
  publicUrl: string | undefined
  /** How many reverse proxies of ours every request comes through. */
  proxies: number
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Secrets journeys may name, each with the only hosts it is ever sent to. */
  secrets: Readonly<Record<string, { value: string; hosts: readonly string[] }>>
  /** The channels' settings, once the server's address is known. */
  channelsAt(publicUrl: string, webchatKey: string): ChannelSettings
}

/** Settings given on the command line, which win over everything else. */
export interface Flags {
  port?: string
  host?: string
  data?: string
  publicUrl?: string
  insecurePublic?: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const File = z.strictObject({
  port: z.int().min(0).max(65_535).optional(),
  host: z.string().min(1).optional(),
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  insecurePublic: z.boolean().optional(),
  proxies: z.int().min(0).max(10).optional(),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).optional(),
  secrets: z
    .record(
      z.string().regex(/^[A-Z][A-Z0-9_]*$/),
      z.strictObject({ value: z.string().min(1), hosts: z.array(z.string().min(1)).min(1) }),
    )
    .default({}),
  channels: z.record(z.string(), z.unknown()).default({}),
})

/** Reads the configuration: the command line first, then the environment, then `config.json` in the data folder. */
export function readConfig(
  flags: Flags,
  env: Environment,
): { ok: true; config: Config } | { ok: false; message: string } {
  const data = resolve(flags.data ?? given(env.THROUGHLINE_DATA) ?? '.throughline')
  const file = readFile(join(data, 'config.json'), env)
  if (!file.ok) return file
  const settings = file.value
  const port = Number(flags.port ?? given(env.PORT) ?? settings.port ?? 4100)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return no('The port must be a number from 0 to 65535 (0 takes any free one).')
  const host = flags.host ?? given(env.HOST) ?? settings.host ?? '127.0.0.1'
  const publicUrl = flags.publicUrl ?? given(env.THROUGHLINE_PUBLIC_URL) ?? settings.publicUrl
  if (publicUrl !== undefined && !(/^https?:\/\//.test(publicUrl) && URL.canParse(publicUrl)))
    return no('The public address must start with https:// (or http://) and name a host.')
  const insecure = flags.insecurePublic ?? (env.THROUGHLINE_INSECURE_PUBLIC === '1' || settings.insecurePublic === true)
  if (!isLoopback(host) && !publicUrl?.startsWith('https://') && !insecure) {
    return no(
      `Listening on ${host} would let the network in without encryption. Set THROUGHLINE_PUBLIC_URL to the https address people use, or pass --insecure-public if you know that this is safe.`,
    )
  }
  // Whoever reaches a server that listens to its own machine only, by another address, comes through a proxy there.
  const proxies = Number(
    given(env.THROUGHLINE_PROXIES) ?? settings.proxies ?? (isLoopback(host) && publicUrl !== undefined ? 1 : 0),
  )
  if (!Number.isInteger(proxies) || proxies < 0 || proxies > 10)
    return no('THROUGHLINE_PROXIES must be the number of reverse proxies in front of the server, from 0 to 10.')
  const raw = channelSettings(settings.channels, env)
  const tried = ChannelSettings.safeParse({ ...raw, publicUrl: publicUrl ?? 'http://127.0.0.1' })
  if (!tried.success) {
    const [issue] = tried.error.issues
    return no(
      `The setting channels.${issue?.path.join('.')} is not right: ${sentence(issue?.message)} Correct it in config.json or in the environment.`,
    )
  }
  const level = given(env.LOG_LEVEL) ?? settings.logLevel ?? 'info'
  const logLevel = File.shape.logLevel.safeParse(level)
  if (!logLevel.success) return no('LOG_LEVEL must be one of silent, error, warn, info, debug.')
  return {
    ok: true,
    config: {
      port,
      host,
      data,
      publicUrl: publicUrl?.replace(/\/+$/, ''),
      proxies,
      logLevel: logLevel.data ?? 'info',
      secrets: { ...settings.secrets, ...secretsIn(env) },
      channelsAt: (url, webchatKey) =>
        ChannelSettings.parse({
          ...raw,
          publicUrl: url,
          webchat: { key: webchatKey, ...(raw.webchat as object | undefined) },
        }),
    },
  }
}

type ReadFile = { ok: true; value: z.output<typeof File> } | { ok: false; message: string }

function readFile(path: string, env: Environment): ReadFile {
  if (!existsSync(path)) return { ok: true, value: File.parse({}) }
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return no(`${path} cannot be read. Give this user the right to read it.`)
  }
  const read = readJson(text)
  if (!read.ok) return no(`${path}: ${read.problems[0]?.message}`)
  const missing: string[] = []
  const parsed = File.safeParse(fillIn(read.value, env, missing))
  if (missing.length > 0)
    return no(`${path} names ${missing.join(', ')}, which the environment does not have. Set it, or write the value.`)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  return no(`${path}: ${where}${sentence(issue?.message)} Correct it there.`)
}

/** Puts the environment's values where the file says `${NAME}`, so that secrets need not stand in it. */
function fillIn(value: unknown, env: Environment, missing: string[]): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      if (env[name] === undefined) missing.push(name)
      return env[name] ?? ''
    })
  }
  if (Array.isArray(value)) return value.map((each) => fillIn(each, env, missing))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillIn(each, env, missing)]))
}

/** The channels of the file, with what the environment says about them on top. */
function channelSettings(file: Record<string, unknown>, env: Environment): Record<string, unknown> {
  const email = { ...(file.email as Record<string, unknown> | undefined) }
  if (given(env.EMAIL_INBOUND_SECRET)) email.inboundSecrets = list(env.EMAIL_INBOUND_SECRET)
  if (given(env.SMTP_URL)) email.relayUrl = env.SMTP_URL
  if (given(env.MAIL_FROM)) email.from = env.MAIL_FROM
  if (given(env.SMTP_PORT) || given(env.MAIL_DOMAINS)) {
    const smtp = { ...(email.smtp as Record<string, unknown> | undefined) }
    if (given(env.SMTP_PORT)) smtp.port = Number(env.SMTP_PORT)
    if (given(env.MAIL_DOMAINS)) smtp.domains = list(env.MAIL_DOMAINS)
    email.smtp = smtp
  }
  const twilio = { ...(file.twilio as Record<string, unknown> | undefined) }
  if (given(env.TWILIO_ACCOUNT_SID)) twilio.accountSid = env.TWILIO_ACCOUNT_SID
  if (given(env.TWILIO_AUTH_TOKEN)) twilio.authTokens = list(env.TWILIO_AUTH_TOKEN)
  if (given(env.TWILIO_FROM)) twilio.from = env.TWILIO_FROM
  if (given(env.TWILIO_API_BASE)) twilio.apiBase = env.TWILIO_API_BASE
  const webhooks = { ...(file.webhooks as Record<string, unknown> | undefined) }
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('WEBHOOK_SECRET_') || !given(value)) continue
    const endpoint = name.slice('WEBHOOK_SECRET_'.length).toLowerCase().replaceAll('_', '-')
    webhooks[endpoint] = { secrets: list(value) }
  }
  const hosts = given(env.THROUGHLINE_ALLOW_PRIVATE_HOSTS)
  return {
    ...file,
    email,
    webhooks,
    ...(Object.keys(twilio).length > 0 ? { twilio } : {}),
    ...(hosts ? { allowPrivateHosts: list(hosts) } : {}),
  }
}

/**
 * `THROUGHLINE_SECRET_<NAME>` and `THROUGHLINE_SECRET_<NAME>_HOSTS`. Only names with this prefix, so that a journey can
 * never name just any variable of the server.
 */
function secretsIn(env: Environment): Config['secrets'] {
  const named = Object.entries(env).flatMap(([variable, value]) => {
    const name = /^THROUGHLINE_SECRET_([A-Z][A-Z0-9_]*)$/.exec(variable)?.[1]
    if (name === undefined || name.endsWith('_HOSTS') || !value) return []
    return [[name, { value, hosts: list(env[`${variable}_HOSTS`]) }] as const]
  })
  return Object.fromEntries(named)
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  return isIP(host) !== 0 && ipaddr.parse(host).range() === 'loopback'
}

function list(value: string | undefined): string[] {
  return (value ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
}

/** An empty variable is as good as none. */
function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value
}

function sentence(message = 'It cannot be read'): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

function no(message: string): { ok: false; message: string } {
  return { ok: false, message }
}
