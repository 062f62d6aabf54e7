import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Delivery, type DeliveryState, keepPart, noteDelivery, partsOut } from './deliveries.ts'
import { openStore, type Store } from './open.ts'
import { addToOutbox, settleEffect } from './outbox.ts'

const effect = 'run-1/3/0'
let store: Store
beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'tl-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
})
afterEach(() => store.close())

/** Puts a message into the outbox that stands as it is told. */
async function message(
  status: 'pending' | 'sent' | 'failed' | 'in_doubt' | 'discarded',
  reference?: string,
  id = effect,
) {
  await addToOutbox(store.db, {
    id,
    run: 'run-1',
    node: 'n',
    visit: 1,
    customer: 'ana',
    conversation: 'c',
    interaction: null,
    type: 'message.send',
    channel: 'sms',
    status: 'pending',
    effect: { type: 'message.send', text: 'Hello' },
    at: 0,
  })
  await settleEffect(store.db, id, { status, at: 0, ...(reference ? { reference } : {}) })
}
const note = (state: DeliveryState, more: Partial<Delivery> = {}) =>
  noteDelivery(store.db, { effect, reference: 'SM1', state, part: 1, of: 1, ...more }, 1)
const stands = (id = effect) =>
  store.db.selectFrom('outbox').select(['status', 'reference', 'error']).where('id', '=', id).executeTakeFirstOrThrow()

const states = ['sent', 'delivered', 'failed'] as const
const orders = states.flatMap((one) => states.flatMap((two) => states.map((three) => [one, two, three] as const)))

test.each(orders)('%s, then %s, then %s: the first report of an end stands', async (...reports) => {
  await message('sent', 'SM1')
  for (const each of reports) await note(each, each === 'failed' ? { reason: 'sms.undelivered 30003' } : {})
  const end = reports.find((each) => each !== 'sent')
  expect(await stands()).toMatchObject(
    end === 'failed' ? { status: 'failed', error: 'sms.undelivered 30003' } : { status: 'sent', error: null },
  )
  expect(await note('sent')).toBe(end ?? 'sent')
})

test.each(states)('%s settles what was in doubt', async (state) => {
  await message('in_doubt')
  await note(state)
  expect((await stands()).status).toBe(state === 'failed' ? 'failed' : 'sent')
})

test('what was refused, given up, or never ours stays as it is', async () => {
  await message('failed')
  await note('delivered')
  expect((await stands()).status).toBe('failed')
  await message('discarded', undefined, 'run-1/4/0')
  expect(await note('sent', { effect: 'run-1/4/0' })).toBe('unknown')
  expect((await stands('run-1/4/0')).status).toBe('discarded')
  expect(await note('failed', { effect: 'run-2/1/0' })).toBe('unknown')
  expect(await partsOut(store.db, 'run-2/1/0')).toEqual(new Set())
})

test('that the first of two copies failed says nothing about the second', async () => {
  await message('sent', 'SM2')
  expect(await note('failed')).toBe('sent')
  expect(await stands()).toMatchObject({ status: 'sent', reference: 'SM2' })
  expect(await note('failed', { reference: 'SM2' })).toBe('failed')
  expect((await stands()).status).toBe('failed')
})

test('a long message is settled once all of its parts are accounted for', async () => {
  await message('in_doubt')
  await keepPart(store.db, { effect, part: 1, reference: 'SM1' }, 0)
  await note('delivered', { part: 1, of: 3 })
  await note('sent', { part: 3, of: 3, reference: 'SM3' })
  expect((await stands()).status).toBe('in_doubt')
  expect(await partsOut(store.db, effect)).toEqual(new Set([1, 3]))
  await note('sent', { part: 2, of: 3, reference: 'SM2' })
  expect((await stands()).status).toBe('sent')
  // Kept again at a later attempt: what is known better stays.
  await keepPart(store.db, { effect, part: 1, reference: 'SM9' }, 2)
  expect(await note('failed', { part: 1, of: 3 })).toBe('delivered')
})

test('a long message has failed as soon as one of its parts has', async () => {
  await message('pending')
  await note('failed', { part: 2, of: 3, reason: 'sms.undelivered 30003, part 2 of 3' })
  await note('delivered', { part: 1, of: 3, reference: 'SM2' })
  await note('delivered', { part: 3, of: 3, reference: 'SM3' })
  expect(await stands()).toMatchObject({ status: 'failed', error: 'sms.undelivered 30003, part 2 of 3' })
})

test('the parts of one message are not those of another', async () => {
  await message('sent')
  await keepPart(store.db, { effect, part: 12 }, 0)
  await keepPart(store.db, { effect: `${effect}0`, part: 2 }, 0)
  expect(await partsOut(store.db, effect)).toEqual(new Set([12]))
})
