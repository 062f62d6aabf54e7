import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addConversation, addInteraction, rememberMessage } from './conversations.ts'
import { addCustomer, addIdentity } from './customers.ts'
import { openStore, type Store } from './open.ts'
import { addToOutbox, settleEffect } from './outbox.ts'
import { replyAddress } from './reply-address.ts'
import { addToTimeline } from './timeline.ts'

let store: Store
beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'tl-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  await addCustomer(store.db, { id: 'ana', name: null, language: null }, claimed('mailto:ana@example.com'), 0)
  await addConversation(store.db, 'c', 'ana', 0)
  await addInteraction(store.db, {
    id: 'i',
    conversation: 'c',
    channel: 'email',
    key: '<m1@a>',
    direction: 'in',
    at: 0,
  })
})
afterEach(() => store.close())

const claimed = (address: string) => ({ address, proof: 'claimed' as const })
const plain = {
  customer: 'ana',
  conversation: 'c',
  interaction: 'i',
  run: null,
  at: 0,
  kind: 'message',
  channel: 'email',
} as const

/** A mail of the customer's. */
async function mail(id: string, subject?: string) {
  const row = { ...plain, id: `in:email:${id}`, direction: 'in', by: 'customer', text: 'Hello', state: null } as const
  await addToTimeline(store.db, { ...row, json: { subject } })
}

/** A mail of ours, under the id the relay took it by; without one it did not go out. */
async function answer(id: string, reference?: string) {
  const effect = { type: 'message.send', text: 'Which invoice?' } as const
  const row = { ...plain, id, direction: 'out', by: 'journey', text: effect.text, state: 'pending' } as const
  await addToTimeline(store.db, row)
  const { customer, conversation, interaction, channel } = plain
  const about = { id, run: 'r', node: 'n', visit: 1, customer, conversation, interaction, type: effect.type, channel }
  await addToOutbox(store.db, { ...about, status: 'pending', effect, at: 0 })
  if (reference !== undefined) await settleEffect(store.db, id, { status: 'sent', at: 0, reference })
}
const thread = async () => (await replyAddress(store.db, 'ana', 'c', 'email')).thread

test('an answer is to the customer’s newest mail, and names the thread oldest first', async () => {
  // Remembered in another order: what was sent is remembered when the relay has taken it.
  for (const id of ['<m2@a>', '<q1@shop>', '<m1@a>']) await rememberMessage(store.db, 'email', id, 'i')
  await mail('<m1@a>', 'My invoice')
  await answer('r/1/0', '<q1@shop>')
  await mail('<m2@a>', 'Re: My invoice')
  await answer('r/2/0', '<q2@shop>')
  expect(await thread()).toEqual({
    subject: 'My invoice',
    inReplyTo: '<m2@a>',
    references: ['<m1@a>', '<q1@shop>', '<m2@a>'],
  })
})

test('what did not go out is not named, nor a mail that has no name of its own', async () => {
  await answer('r/1/0')
  await answer('r/1/1', '<q1@shop>')
  await mail(`<sha256.${'0'.repeat(64)}>`)
  expect(await thread()).toMatchObject({ inReplyTo: '<q1@shop>', references: ['<m1@a>', '<q1@shop>'] })
})

test('where we wrote first, an answer goes on from our newest', async () => {
  await answer('r/1/0', '<q1@shop>')
  await answer('r/1/1', '<q2@shop>')
  expect(await thread()).toMatchObject({ inReplyTo: '<q2@shop>', references: ['<m1@a>', '<q1@shop>', '<q2@shop>'] })
})

test('a name that would break a header line is left out', async () => {
  await mail('<m1@a>\r\nBcc: all@example.com')
  expect(await thread()).toMatchObject({ references: ['<m1@a>'] })
})

test('a long thread names its first mail and the newest', async () => {
  for (let n = 1; n <= 40; n += 1) await mail(`<m${n}@a>`)
  const { references = [], inReplyTo } = (await thread()) ?? {}
  expect([references.length, references[0], references[1], inReplyTo]).toEqual([20, '<m1@a>', '<m22@a>', '<m40@a>'])
})

test('goes to a proved address before a claimed one', async () => {
  await addIdentity(store.db, 'ana', { address: 'tel:+15005550006', proof: 'claimed' }, 5)
  await addIdentity(store.db, 'ana', { address: 'tel:+15005550007', proof: 'proved' }, 1)
  expect(await replyAddress(store.db, 'ana', 'c', 'sms')).toEqual({ to: 'tel:+15005550007' })
})
