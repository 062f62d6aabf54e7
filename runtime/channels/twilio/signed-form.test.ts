import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recorder } from '../testing/recorder.ts'
import { account, fromTwilio } from '../testing/twilio-request.ts'
import { signedForm } from './signed-form.ts'

interface Vector {
  secret: string
  url: string
  params: Record<string, string>
  signature: string
}
const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../fixtures/signatures.json', import.meta.url), 'utf8'),
).twilio

const formType = { 'content-type': 'application/x-www-form-urlencoded' }

function arriving({ url, params, signature }: Vector, headers: Record<string, string> = {}): Request {
  const { pathname, search } = new URL(url)
  const body = new URLSearchParams(params).toString()
  return new Request(`http://10.0.0.1${pathname}${search}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature, ...formType, ...headers },
    body,
  })
}

function settingsFor({ url, secret }: Vector, tokens = [secret]) {
  return { publicUrl: new URL(url).origin, twilio: { ...account.twilio, authTokens: tokens } }
}

test.each(vectors)('accepts the published vector $url', async (vector) => {
  const accepted = await signedForm(arriving(vector), settingsFor(vector), recorder())
  expect(accepted).toMatchObject({ params: vector.params })
})

test('accepts either of two tokens, and not one that was taken away', async () => {
  const [vector] = vectors as [Vector]
  expect(await signedForm(arriving(vector), settingsFor(vector, ['new', '12345']), recorder())).not.toBeInstanceOf(
    Response,
  )
  expect(await signedForm(arriving(vector), settingsFor(vector, ['new']), recorder())).toMatchObject({ status: 401 })
})

const [form] = vectors as [Vector]
const changed = (change: Partial<Vector>) => arriving({ ...form, ...change })
const { Digits, ...withoutDigits } = form.params
const mutations: Record<string, Request> = {
  'no signature': changed({ signature: '' }),
  'one letter of the signature': changed({ signature: form.signature.replace('R', 'S') }),
  'a shortened signature': changed({ signature: form.signature.slice(0, -1) }),
  'a lengthened signature': changed({ signature: `${form.signature}=` }),
  'the signature in the other case': changed({ signature: form.signature.toLowerCase() }),
  'another path': changed({ url: form.url.replace('myapp', 'other') }),
  'another query': changed({ url: form.url.replace('foo=1', 'foo=2') }),
  'no query': changed({ url: form.url.split('?')[0] ?? '' }),
  'a longer query': changed({ url: `${form.url}&baz=3` }),
  'another value': changed({ params: { ...form.params, Digits: '1235' } }),
  'a field more': changed({ params: { ...form.params, Extra: '1' } }),
  'a field less': changed({ params: withoutDigits }),
  'a renamed field': changed({ params: { ...withoutDigits, digits: Digits ?? '' } }),
  'a field twice': new Request(changed({}).url, {
    method: 'POST',
    headers: { 'x-twilio-signature': form.signature, ...formType },
    body: `${new URLSearchParams(form.params)}&Digits=9`,
  }),
  'another kind of body': arriving(form, { 'content-type': 'application/json' }),
  'a Host of its own': new Request(form.url.replace('mycompany.com', 'evil.example'), {
    method: 'POST',
    headers: {
      'x-twilio-signature':
        fromTwilio('/myapp.php?foo=1&bar=2', form.params, 'x').headers.get('x-twilio-signature') ?? '',
      ...formType,
    },
    body: new URLSearchParams(form.params).toString(),
  }),
}
test.each(Object.entries(mutations))('refuses %s', async (_, request) => {
  const deps = recorder()
  expect(await signedForm(request, settingsFor(form), deps)).toMatchObject({ status: 401 })
  expect(deps.logged.join()).not.toContain('+1415')
})

test('is off without an account, refuses another account, and stops at 1 MB', async () => {
  expect(await signedForm(arriving(form), { publicUrl: account.publicUrl }, recorder())).toMatchObject({ status: 404 })
  expect(await signedForm(fromTwilio('/x', { AccountSid: 'AC2' }), account, recorder())).toMatchObject({ status: 401 })
  expect(await signedForm(fromTwilio('/x', { Body: 'x'.repeat(1 << 20) }), account, recorder())).toMatchObject({
    status: 413,
  })
})

/** The published algorithm, written out here so that it is not the library that is compared with itself. */
function sign(token: string, url: string, params: Record<string, string>): string {
  const text = Object.keys(params)
    .sort()
    .map((key) => key + params[key])
    .join('')
  return createHmac('sha1', token)
    .update(url + text, 'utf8')
    .digest('base64')
}

test('agrees with the published algorithm on any fields', async () => {
  const key = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcXYZ019_') })
  const value = fc.string({ maxLength: 30, unit: 'grapheme' }).filter((each) => !/\p{Cs}/u.test(each))
  const fields = fc.dictionary(
    key.filter((each) => each !== '__proto__'),
    value,
    { maxKeys: 8, noNullPrototype: true },
  )
  await fc.assert(
    fc.asyncProperty(fields, fc.constantFrom('token-now', 'token-before', 'guess'), async (params, token) => {
      const signature = sign(token, `${account.publicUrl}/channels/twilio/sms?a=1`, params)
      const request = arriving({ url: `${account.publicUrl}/channels/twilio/sms?a=1`, params, signature, secret: '' })
      const accepted = await signedForm(request, account, recorder())
      expect(accepted instanceof Response).toBe(token === 'guess')
    }),
    { numRuns: 500 },
  )
})
