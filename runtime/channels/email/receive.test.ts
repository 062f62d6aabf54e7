import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { ChannelSettings } from '../settings.ts'
import { recorder } from '../testing/recorder.ts'
import { emailMime } from './mime.ts'
import { receiveMail } from './receive.ts'
import { withoutHistory } from './without-history.ts'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/mail/${name}.eml`, import.meta.url))
const own = ['support@shop.example']

async function received(raw: string | Uint8Array) {
  const deps = recorder()
  const result = await receiveMail(typeof raw === 'string' ? Buffer.from(raw) : raw, own, deps)
  return { deps, result, arrival: deps.arrivals[0], aside: deps.aside[0] }
}

test('reads a mail: who, what this time, and the whole of it', async () => {
  const { arrival, deps } = await received(fixture('billing'))
  expect(arrival).toEqual({
    dedupeKey: 'email:<first-1@example.com>',
    event: {
      type: 'message.received',
      channel: 'email',
      at: deps.now(),
      text: 'Hello,\n\nmy invoice shows 42 € too much.',
      subject: 'My invoice is wrong €',
      proof: 'claimed',
    },
    channel: 'email',
    identity: { address: 'mailto:ana@example.com', proof: 'claimed', name: 'Ana López' },
    interaction: { key: '<first-1@example.com>', direction: 'in', references: [], message: '<first-1@example.com>' },
    fullText: expect.stringContaining('Example Street 1'),
    answer: '{"status":"accepted"}',
  })
  expect(deps.logged.join()).not.toMatch(/invoice|ana|42/i)
})

test('an answer belongs to its thread and says only what is new', async () => {
  const { arrival } = await received(fixture('reply'))
  expect(arrival).toMatchObject({
    event: { text: 'It is A-1001.' },
    interaction: {
      key: '<first-1@example.com>',
      references: ['<first-1@example.com>', '<throughline.run-1.1.0@shop.example>'],
    },
    fullText: expect.stringContaining('> Which invoice is it about?'),
  })
})

test('the mail it answers is the newest of its thread, wherever References names it', async () => {
  const { arrival } = await received(
    'From: a@b.example\r\nMessage-ID: <x@b>\r\nReferences: <one@b>\r\n <two@b> <three@b>\r\nIn-Reply-To: <two@b>\r\n\r\nHello',
  )
  expect(arrival?.interaction).toMatchObject({ key: '<one@b>', references: ['<one@b>', '<three@b>', '<two@b>'] })
})

test('a mail that names hundreds keeps the first of the thread and the newest', async () => {
  const names = Array.from({ length: 300 }, (_, n) => `<n${n}@b>`).join('\r\n ')
  const { arrival } = await received(`From: a@b.example\r\nReferences: ${names}\r\n\r\nHello`)
  const { key, references = [] } = arrival?.interaction ?? {}
  expect([key, references.length, references.at(1), references.at(-1)]).toEqual(['<n0@b>', 50, '<n251@b>', '<n299@b>'])
})

test('reads HTML when there is no text, without scripts, styles and history', async () => {
  const { arrival } = await received(fixture('html-only'))
  expect(arrival).toMatchObject({
    event: { text: 'Where is it?\n\nOrder 4711 & more.\nThanks' },
    fullText: expect.stringContaining('Old words'),
  })
})

test('a returned mail of ours is the failure of that message, once', async () => {
  const { arrival, deps } = await received(fixture('bounce-of-ours'))
  expect(arrival).toMatchObject({
    dedupeKey: 'email:run-1/1/0:failed',
    event: { type: 'message.failed', channel: 'email', reason: 'returned 5.1.1' },
    explicit: { run: 'run-1', effect: 'run-1/1/0' },
  })
  expect(deps.deliveries).toMatchObject([
    {
      effect: 'run-1/1/0',
      reference: '<throughline.run-1.1.0@shop.example>',
      state: 'failed',
      reason: 'returned 5.1.1',
    },
  ])
  await receiveMail(Buffer.from(`X-Again: yes\r\n${fixture('bounce-of-ours')}`), own, deps)
  expect(deps.arrivals).toHaveLength(1)
})

const letter = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\nText\r\n`
const person = 'From: Ana <a@b.example>'
test.each([
  ['a bounce of somebody’s', fixture('delivery-status'), 'email.bounce'],
  ['a list mail', fixture('anymail-sample'), 'email.list'],
  ['an out-of-office answer', fixture('out-of-office'), 'email.automatic'],
  ['an auto-generated mail', letter(person, 'Auto-Submitted: auto-generated'), 'email.automatic'],
  ['an automatic answer with words to it', letter(person, 'auto-submitted:  Auto-Replied; x="no"'), 'email.automatic'],
  ['one of a kind nobody knows yet', letter(person, 'Auto-Submitted: notified-by-robot'), 'email.automatic'],
  ['one that asks for no answers', letter(person, 'X-Auto-Response-Suppress: DR, All'), 'email.automatic'],
  ['an old answering machine', letter(person, 'X-Autoreply: yes'), 'email.automatic'],
  [
    'a read receipt',
    letter(person, 'Content-Type: multipart/report; report-type=disposition-notification; boundary=b'),
    'email.automatic',
  ],
  [
    'a complaint',
    letter(person, 'Content-Type: Multipart/Report;', ' report-type=feedback-report; boundary=b'),
    'email.automatic',
  ],
  ['one with an empty return path', letter('Return-Path: <>', person), 'email.automatic'],
  ['a postmaster’s', letter('From: PostMaster@b.example'), 'email.bounce'],
  ['bulk mail', letter(person, 'Precedence: bulk'), 'email.list'],
  ['junk', letter(person, 'Precedence: Junk'), 'email.list'],
  ['a list’s precedence', letter(person, 'Precedence: list'), 'email.list'],
  ['a list’s own name', letter(person, 'List-Id: Offers <offers.b.example>'), 'email.list'],
  ['a newsletter', letter(person, 'List-Unsubscribe: <https://b.example/stop>'), 'email.list'],
  ['a no-reply address', letter('From: No-Reply@b.example'), 'email.no_reply'],
  ['our own mail', letter('From: Shop <Support@shop.example>'), 'email.own'],
  ['a mail from nobody', letter('Subject: hello'), 'email.no_sender'],
])('sets %s aside and starts no loop', async (_, raw, reason) => {
  const { result, deps, aside } = await received(raw)
  expect([result.status, aside?.reason, deps.arrivals]).toEqual(['set_aside', reason, []])
})

test('a mail that is only late, or that nobody here sent, has not failed', async () => {
  const delayed = fixture('bounce-of-ours').toString().replace('Action: failed', 'Action: delayed')
  expect(await received(delayed)).toMatchObject({ arrival: undefined, aside: { reason: 'email.bounce' } })
  // An answer to a mail of ours is no report about it, though it comes without a sender too.
  const away = letter(person, 'In-Reply-To: <throughline.run-1.1.0@shop.example>', 'Return-Path: <>')
  expect(await received(away)).toMatchObject({ arrival: undefined, aside: { reason: 'email.automatic' } })
  const deps = { ...recorder(), delivered: async () => 'unknown' as const }
  const result = await receiveMail(fixture('bounce-of-ours'), own, deps)
  expect([result.status, deps.arrivals, deps.aside[0]?.reason]).toEqual(['set_aside', [], 'email.bounce'])
})

test('a mail whose envelope names no sender wants no answer, whatever its lines say', async () => {
  const deps = recorder()
  expect(await receiveMail(Buffer.from(letter(person)), own, deps, '')).toEqual({ status: 'set_aside' })
  expect(deps.aside).toMatchObject([{ reason: 'email.automatic' }])
  expect(await receiveMail(Buffer.from(letter(person)), own, recorder(), 'a@b.example')).toMatchObject({
    status: 'accepted',
  })
})

test('a person’s “Auto-Submitted: no” and vacation in the subject are taken in', async () => {
  const { result } = await received(letter('From: a@b.example', 'Auto-Submitted: no', 'Subject: My vacation'))
  expect(result.status).toBe('accepted')
})

test.each([
  ['an introduction over two lines', 'New\n\nOn Thu, Mar 12, 2026 at 10:01 AM Shop\n<a@b.c> wrote:\n> old', 'New'],
  ['German', 'Neu\n\nAm 12.03.2026 um 10:01 schrieb Shop <a@b.c>:\n\n> alt', 'Neu'],
  ['French', 'Nouveau\n\nLe jeu. 12 mars 2026 à 10:01, Shop <a@b.c> a écrit :\n> vieux', 'Nouveau'],
  ['Outlook', 'New\n\nFrom: Shop <a@b.c>\nSent: Thursday\nTo: Ana\nSubject: Re: x\n\nold', 'New'],
  ['Outlook’s line', 'New\n________________________________\nFrom: Shop\nold', 'New'],
  ['a telephone’s signature', 'New\n\nSent from my iPhone', 'New'],
  [
    'answers between quoted lines',
    'See below\n\nOn Thu, Mar 12, 2026 at 10:01 AM Shop <a@b.c> wrote:\n> which?\nA-1\n> when?\nMonday',
    'See below\n\nA-1\nMonday',
  ],
  [
    'a sentence that starts like a header',
    'From: my point of view it is wrong.\nOn it goes',
    'From: my point of view it is wrong.\nOn it goes',
  ],
  ['a lone signature mark at the top', '-- \nNew', '-- \nNew'],
])('trims %s', (_, text, expected) => {
  expect(withoutHistory(text)).toBe(expected)
})

const smuggled = '=?utf-8?Q?Ana=0D=0ABcc=3A_all=40b.example=00?='
test('a line end in a name or a subject is a space', async () => {
  const { arrival } = await received(`From: ${smuggled} <a@b.example>\r\nSubject: ${smuggled}\r\n\r\nHello\0 there\x07`)
  expect(arrival).toMatchObject({
    identity: { address: 'mailto:a@b.example', name: 'Ana Bcc: all@b.example' },
    event: { subject: 'Ana Bcc: all@b.example', text: 'Hello there' },
    fullText: 'Hello there',
  })
})

test.each([
  ['no address', 'From: Ana'],
  ['an address nobody could write to', `From: Ana <${'a'.repeat(500)}@b.example>`],
  ['two addresses in one', 'From: "a@b.example,c"@d.example'],
  ['a line end in the address', 'From: =?utf-8?Q?a=40b.example=0D=0ABcc:?='],
])('a mail from %s is nobody’s', async (_, from) => {
  const { deps, result } = await received(`${from}\r\nSubject: Hello\r\n\r\nHello`)
  expect([result.status, deps.arrivals, deps.aside.map((each) => each.reason)]).toEqual([
    'set_aside',
    [],
    ['email.no_sender'],
  ])
})

test('a name without end is cut, and a Message-ID without end is kept as its digest', async () => {
  const raw = (more: string) =>
    `From: ${'Ana '.repeat(10_000)}<a@b.example>\r\nMessage-ID: <${'x'.repeat(100_000)}@b>\r\n\r\nHello ${more}`
  const { arrival, deps } = await received(raw('one'))
  expect(arrival?.dedupeKey).toMatch(/^email:<sha256\.[0-9a-f]{64}>$/)
  expect(arrival?.identity?.name?.length).toBeLessThanOrEqual(200)
  expect((await receiveMail(Buffer.from(raw('two')), own, deps)).status).toBe('duplicate')
})

test.each([
  ['JSON', '{"from": "a@b.example"}'],
  ['a form', 'from=a%40b.example&text=x:y'],
  ['bytes', '\0\x01:\r\n\r\n'],
  [
    'a thousand parts inside each other',
    `From: a@b.example\r\n${Array.from({ length: 1000 }, (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`).join('')}x`,
  ],
])('%s is no mail', async (_, raw) => {
  const { deps, result } = await received(raw)
  expect([result.status, deps.arrivals, deps.aside]).toEqual(['malformed', [], []])
})

test('a mail of nothing but quotes keeps its whole text', async () => {
  const { arrival } = await received(`From: a@b.example\r\n\r\n> everything\r\n> is quoted\r\n`)
  expect(arrival?.event).toMatchObject({ text: expect.stringContaining('everything') })
})

test('never fails, hangs or grows on any bytes', { timeout: 120_000 }, async () => {
  const line = fc.oneof(
    fc.constantFrom(
      'From: a@b.example',
      'Content-Type: multipart/mixed; boundary="b"',
      '--b',
      '--b--',
      'Content-Transfer-Encoding: base64',
      '',
      '> x',
      'On a b c d wrote:',
    ),
    fc.string(),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
      const { result } = await received(lines.join('\r\n'))
      expect(['accepted', 'set_aside', 'malformed']).toContain(result.status)
    }),
    { numRuns: 300 },
  )
})

// Without bounds on length and nesting one of these takes longer than a test may.
test.each([
  ['an introduction that never ends', `\r\n\r\n${'On '.repeat(300_000)}`],
  ['quote marks', `\r\n\r\n${'>'.repeat(50_000)}\r\n${'-- \r\n'.repeat(150_000)}`],
  ['nested blocks', `\r\nContent-Type: text/html\r\n\r\nHello${'<div>'.repeat(200_000)}`],
  ['nested tables', `\r\nContent-Type: text/html\r\n\r\nHello${'<table><tr><td>'.repeat(60_000)}`],
  ['tags that end nothing', `\r\nContent-Type: text/html\r\n\r\nHello${'<b></i>'.repeat(140_000)}`],
  ['recipients', `\r\nTo: ${'<a@b.example>,\r\n '.repeat(50_000)}\r\n\r\nHello`],
  ['header lines', `\r\n${'X: y\r\n'.repeat(150_000)}\r\nHello`],
])('gets through a mail of nothing but %s', async (_, rest) => {
  expect(await received(`From: a@b.example${rest}`)).toMatchObject({ result: { status: 'accepted' } })
})

test('reads a long table whose rows nobody ended', async () => {
  const rows = Array.from({ length: 400 }, (_, n) => `<tr><td>row ${n}<td>${n}`).join('\n')
  const { arrival } = await received(`From: a@b.example\r\nContent-Type: text/html\r\n\r\n<table>${rows}</table>`)
  expect(arrival?.event).toMatchObject({ text: expect.stringContaining('row 399') })
})

const secret = Buffer.from('a secret for incoming mail').toString('base64')
const settings = ChannelSettings.parse({
  publicUrl: 'https://shop.example',
  email: { inboundSecrets: ['another token', secret] },
})
const post = (
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer> = new Uint8Array(fixture('billing')),
) => new Request('http://localhost/channels/email/mime', { method: 'POST', headers, body })

test('over HTTP: off without a secret, refused without the right one, answered as before twice', async () => {
  const deps = recorder()
  const off = ChannelSettings.parse({ publicUrl: 'https://shop.example' })
  expect((await emailMime(off, deps)(post({}))).status).toBe(404)
  expect(deps.logged.join()).toContain('no secret')
  const take = emailMime(settings, deps)
  for (const headers of [
    {},
    { authorization: 'Bearer guess' },
    { authorization: `Basic ${secret}` },
    { authorization: 'Bearer' },
  ]) {
    expect((await take(post(headers as Record<string, string>))).status).toBe(401)
  }
  expect([deps.arrivals, deps.aside]).toEqual([[], []])
  const first = await take(post({ authorization: `Bearer ${secret}` }))
  const second = await take(post({ authorization: 'Bearer another token'.replace(' token', '%20token') }))
  expect([first.status, second.status]).toEqual([202, 401])
  const again = await take(post({ authorization: `bearer ${secret}` }))
  expect([again.status, await again.text()]).toEqual([202, await first.text()])
  expect(deps.arrivals).toHaveLength(1)
})

test('over HTTP: a signature does as well as a token, and sizes and nonsense have their status', async () => {
  const deps = recorder()
  const take = emailMime(settings, deps)
  const body = 'From: a@b.example\r\nMessage-ID: <s@b>\r\n\r\nHello'
  const at = new Date()
  const signed = {
    'webhook-id': 'm1',
    'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
    'webhook-signature': new Webhook(secret).sign('m1', at, body),
  }
  expect((await take(post(signed, body))).status).toBe(202)
  expect((await take(post(signed, `${body}!`))).status).toBe(401)
  const trusted = { authorization: `Bearer ${secret}` }
  expect((await take(post(trusted, 'x'.repeat(1024 * 1024 + 1)))).status).toBe(413)
  expect((await take(post(trusted, ''))).status).toBe(400)
  deps.fail()
  expect((await take(post(trusted))).status).toBe(503)
})
