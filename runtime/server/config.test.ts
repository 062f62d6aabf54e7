import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Flags, readConfig } from './config.ts'

/** A data folder with this config.json in it. */
function folder(config?: unknown): string {
  const data = mkdtempSync(join(tmpdir(), 'throughline-'))
  if (config !== undefined)
    writeFileSync(join(data, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config))
  return data
}

/** How the file names a variable of the environment. */
const variable = (name: string) => `$\{${name}}`

function read(flags: Flags, env: Record<string, string> = {}) {
  const result = readConfig({ data: folder(), ...flags }, env)
  if (!result.ok) throw new Error(result.message)
  return result.config
}

test('the command line wins over the environment, and that over the file', () => {
  const data = folder({ port: 1111, host: '::1' })
  expect(read({ data }).port).toBe(1111)
  expect(read({ data }, { PORT: '2222' }).port).toBe(2222)
  expect(read({ data, port: '3333' }, { PORT: '2222' }).port).toBe(3333)
  expect(read({ data }).host).toBe('::1')
  expect(read({}).port).toBe(4100)
  expect(read({ data }, { PORT: '' }).port).toBe(1111)
})

test('the environment sets up the channels', () => {
  const env = {
    TWILIO_ACCOUNT_SID: 'AC123',
    TWILIO_AUTH_TOKEN: 'new, old',
    TWILIO_FROM: '+15005550006',
    TWILIO_API_BASE: 'http://127.0.0.1:9',
    MAIL_FROM: 'Help <help@example.com>',
    MAIL_DOMAINS: 'example.com, example.org',
    SMTP_PORT: '2525',
    SMTP_URL: 'smtp://127.0.0.1:25',
    EMAIL_INBOUND_SECRET: 'one-secret,another-one',
    WEBHOOK_SECRET_SHOP_ORDERS: 'whsec_c2VjcmV0c2VjcmV0',
  }
  const settings = read({}, env).channelsAt('http://127.0.0.1:4100', 'k'.repeat(43))
  expect(settings).toMatchObject({
    publicUrl: 'http://127.0.0.1:4100',
    twilio: { accountSid: 'AC123', authTokens: ['new', 'old'], from: '+15005550006', apiBase: 'http://127.0.0.1:9' },
    email: {
      from: 'Help <help@example.com>',
      relayUrl: 'smtp://127.0.0.1:25',
      inboundSecrets: ['one-secret', 'another-one'],
      smtp: { port: 2525, domains: ['example.com', 'example.org'] },
    },
    webhooks: { 'shop-orders': { secrets: ['whsec_c2VjcmV0c2VjcmV0'] } },
    webchat: { key: 'k'.repeat(43) },
  })
})

test('nothing is on that has no secret', () => {
  const settings = read({}).channelsAt('http://127.0.0.1:4100', 'k'.repeat(43))
  expect(settings.twilio).toBeUndefined()
  expect(settings.email).toMatchObject({ inboundSecrets: [] })
  expect(settings.webhooks).toEqual({})
})

test('the file names secrets of the environment instead of holding them', () => {
  const data = folder({ secrets: { CRM: { value: variable('CRM_TOKEN'), hosts: ['crm.example.com'] } } })
  expect(read({ data }, { CRM_TOKEN: 'sesame' }).secrets).toEqual({
    CRM: { value: 'sesame', hosts: ['crm.example.com'] },
  })
  const env = { THROUGHLINE_SECRET_SHOP: 'open', THROUGHLINE_SECRET_SHOP_HOSTS: 'shop.example.com' }
  expect(read({}, { ...env, PATH: '/bin' }).secrets).toEqual({ SHOP: { value: 'open', hosts: ['shop.example.com'] } })
})

describe('what is not right is said in one sentence that says what to do', () => {
  test.each([
    ['a port that is none', { port: '70000' }, {}, /^The port must be a number/],
    ['a port of the environment that is none', {}, { PORT: 'soon' }, /^The port must be a number/],
    ['open to the network without https', { host: '0.0.0.0' }, {}, /^Listening on 0\.0\.0\.0 .*--insecure-public/],
    [
      'open to the network with http',
      { host: '::' },
      { THROUGHLINE_PUBLIC_URL: 'http://a.example' },
      /^Listening on ::/,
    ],
    ['a public address that is none', {}, { THROUGHLINE_PUBLIC_URL: 'care.example.com' }, /must start with https/],
    ['a public address without a host', { publicUrl: 'https://' }, {}, /name a host\.$/],
    ['half a Twilio account', {}, { TWILIO_ACCOUNT_SID: 'AC1' }, /^The setting channels\.twilio/],
    [
      'a webhook secret that is too short',
      {},
      { WEBHOOK_SECRET_SHOP: 'short' },
      /^The setting channels\.webhooks\.shop/,
    ],
    ['an unknown log level', {}, { LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of/],
  ])('%s', (_, flags, env, message) => {
    const result = readConfig({ data: folder(), ...flags }, env as Record<string, string>)
    expect(result.ok ? 'accepted' : result.message).toMatch(message)
  })

  test.each([
    ['not JSON', '{ "port": ', /config\.json: The file is not JSON/],
    ['an unknown setting', { prot: 1 }, /config\.json: .*prot/],
    ['a key that could reach a prototype', '{"__proto__":{"port":1}}', /config\.json: .*not allowed/],
    ['a variable nobody set', { publicUrl: `https://${variable('NOWHERE')}` }, /config\.json names NOWHERE/],
  ])('a file with %s', (_, config, message) => {
    const result = readConfig({ data: folder(config) }, {})
    expect(result.ok ? 'accepted' : result.message).toMatch(message)
  })

  test('https, or a flag that says it is safe, opens to the network', () => {
    expect(read({ host: '0.0.0.0', publicUrl: 'https://care.example.com' }).publicUrl).toBe('https://care.example.com')
    expect(read({ host: '0.0.0.0', insecurePublic: true }).host).toBe('0.0.0.0')
  })
})
