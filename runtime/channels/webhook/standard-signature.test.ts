import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { standardSignature } from './standard-signature.ts'

const [vector] = JSON.parse(
  readFileSync(new URL('../fixtures/signatures.json', import.meta.url), 'utf8'),
).standardWebhooks
const bytes = (text: string) => new TextEncoder().encode(text)
const headers = (change: Record<string, string | undefined> = {}) => {
  const all = {
    'webhook-id': vector.id,
    'webhook-timestamp': vector.timestamp,
    'webhook-signature': vector.signature,
    ...change,
  }
  return new Headers(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

beforeEach(() => {
  vi.useFakeTimers({ now: Number(vector.timestamp) * 1000, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('accepts the published vector, under either of two secrets, with or without the prefix', () => {
  const body = bytes(vector.body)
  const other = 'C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
  expect(standardSignature([vector.secret], headers(), body)).toBe('valid')
  expect(standardSignature([other, `whsec_${vector.secret}`], headers(), body)).toBe('valid')
  expect(standardSignature([other], headers(), body)).toBe('wrong')
  expect(
    standardSignature([vector.secret], headers({ 'webhook-signature': `v1,AAAA v2,x ${vector.signature}` }), body),
  ).toBe('valid')
})

test('holds five minutes both ways', () => {
  const shifted = (seconds: number) => {
    vi.setSystemTime((Number(vector.timestamp) + seconds) * 1000)
    return standardSignature([vector.secret], headers(), bytes(vector.body))
  }
  expect([shifted(300), shifted(-300)]).toEqual(['valid', 'valid'])
  expect([shifted(301), shifted(-301)]).toEqual(['stale', 'stale'])
})

const raw = vector.signature.slice(3)
const mutations: Record<string, [Record<string, string | undefined>, (string | Uint8Array)?]> = {
  'no id': [{ 'webhook-id': undefined }],
  'no time': [{ 'webhook-timestamp': undefined }],
  'no signature': [{ 'webhook-signature': undefined }],
  'another id': [{ 'webhook-id': `${vector.id}x` }],
  'another time': [{ 'webhook-timestamp': `${Number(vector.timestamp) + 1}` }],
  'a time with trailing words': [{ 'webhook-timestamp': `${vector.timestamp}abc` }],
  'a time with a leading zero': [{ 'webhook-timestamp': `0${vector.timestamp}` }],
  'a time with a fraction': [{ 'webhook-timestamp': `${vector.timestamp}.0` }],
  'a signature without its version': [{ 'webhook-signature': raw }],
  'another version': [{ 'webhook-signature': `v2,${raw}` }],
  'one letter of the signature': [{ 'webhook-signature': `v1,${raw.startsWith('A') ? 'B' : 'A'}${raw.slice(1)}` }],
  'a shortened signature': [{ 'webhook-signature': `v1,${raw.slice(0, -4)}` }],
  'an empty signature': [{ 'webhook-signature': 'v1,' }],
  'a version alone': [{ 'webhook-signature': 'v1' }],
  'signature in the other case': [{ 'webhook-signature': `v1,${raw.toLowerCase()}` }],
  'a space in the body': [{}, '{"test":  2432232314}'],
  'an empty body': [{}, ''],
  'a body with a byte order mark': [{}, new Uint8Array([0xef, 0xbb, 0xbf, ...bytes(vector.body)])],
  'a body with a broken byte': [{}, new Uint8Array([...bytes(vector.body), 0xff])],
}
test.each(Object.entries(mutations))('refuses %s', (_, [change, body = vector.body]) => {
  expect(standardSignature([vector.secret], headers(change), typeof body === 'string' ? bytes(body) : body)).not.toBe(
    'valid',
  )
})

test('refuses broken bytes that a lenient reader would take for what was signed', () => {
  const signature = new Webhook(vector.secret).sign(
    vector.id,
    new Date(Number(vector.timestamp) * 1000),
    '{"name":"\ufffd"}',
  )
  const broken = new Uint8Array([...bytes('{"name":"'), 0xff, ...bytes('"}')])
  expect(standardSignature([vector.secret], headers({ 'webhook-signature': signature }), broken)).toBe('malformed')
})

test('agrees with the vendor wherever the vendor is asked with clean input', () => {
  const word = fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...'abcXYZ019_-.') })
  const secret = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((each) => Buffer.from(each).toString('base64'))
  const shift = fc.constantFrom(0, 0, 299, -299, 300, 301, -301, 86_400)
  fc.assert(
    fc.property(
      word,
      fc.string({ unit: 'grapheme' }),
      secret,
      secret,
      shift,
      fc.boolean(),
      (id, body, one, two, seconds, right) => {
        const timestamp = `${Number(vector.timestamp) + seconds}`
        const signature = new Webhook(right ? one : two).sign(id, new Date(Number(timestamp) * 1000), body)
        const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
        let vendor = true
        try {
          new Webhook(one).verify(body, signed, { jsonParse: false })
        } catch {
          vendor = false
        }
        expect(standardSignature([one], new Headers(signed), bytes(body)) === 'valid').toBe(vendor)
      },
    ),
    { numRuns: 2000 },
  )
})

test('never throws, whatever the headers and the secrets', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.string(),
      fc.string(),
      fc.uint8Array(),
      (secret, id, time, signature, body) => {
        const all = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature }
        const sent = { get: (name: string) => all[name as keyof typeof all] ?? null } as Headers
        expect(standardSignature([secret], sent, body)).not.toBe('valid')
      },
    ),
  )
})
