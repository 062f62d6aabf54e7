import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Effect } from '#sdk'
import { openStore, type Store } from '#store/open'
import { addToOutbox, effectById, settleEffect } from '#store/outbox'
import type { Performed } from '../performers.ts'
import { keepPerforming, type Performer } from './perform.ts'

let store: Store
let performer: Performer
let clock = 0
let answers: Record<string, Promise<Performed> | Performed> = {}
const began: string[] = []

beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'tl-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  clock = 0
  answers = {}
  began.length = 0
  performer = keepPerforming({
    db: store.db,
    performers: {
      classOf: () => 'at-most-once',
      perform: async (_, { key }) => {
        began.push(key)
        return answers[key] ?? { status: 'sent' }
      },
    },
    now: () => clock,
    write: (work) => store.db.transaction().execute(work),
    deliver: async () => undefined,
    changed: () => {},
    log: { warn: () => {} },
  })
})
afterEach(async () => {
  await performer.stop()
  await store.close()
})

const message = (id: string, customer: string, channel: 'email' | 'sms' | 'voice') =>
  put(id, customer, channel, { type: 'message.send', channel, text: id })
const put = (id: string, customer: string, channel: string | null, effect: Effect) =>
  addToOutbox(store.db, {
    id,
    run: customer,
    node: 'n',
    visit: 1,
    customer,
    conversation: customer,
    interaction: null,
    type: effect.type,
    channel,
    status: 'pending',
    effect,
    at: 0,
  })
const quiet = async () => {
  performer.wake()
  for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('a message waits for an earlier one to the same customer, and for nobody else', async () => {
  let sendFirst: (performed: Performed) => void = () => {}
  answers.a1 = new Promise((resolve) => {
    sendFirst = resolve
  })
  await message('a1', 'ana', 'email')
  await message('a2', 'ana', 'sms')
  await message('b1', 'ben', 'email')
  await quiet()
  expect(began).toEqual(['a1', 'b1'])
  sendFirst({ status: 'sent' })
  await quiet()
  expect(began).toEqual(['a1', 'b1', 'a2'])
})

test('a postponed message is not overtaken by the next one', async () => {
  answers.a1 = { status: 'not_sent', code: 'smtp.busy', message: 'Try later.' }
  await message('a1', 'ana', 'email')
  await message('a2', 'ana', 'email')
  await quiet()
  expect(began).toEqual(['a1'])
  answers.a1 = { status: 'sent' }
  clock = 60_000
  await quiet()
  await quiet()
  expect(began).toEqual(['a1', 'a1', 'a2'])
})

test('a channel that hangs holds up no other channel', async () => {
  let hangUp: (performed: Performed) => void = () => {}
  const hanging = new Promise<Performed>((resolve) => {
    hangUp = resolve
  })
  for (let n = 0; n < 300; n += 1) {
    answers[`mail${n}`] = hanging
    await message(`mail${n}`, `customer${n}`, 'email')
  }
  await message('text', 'zoe', 'sms')
  await quiet()
  expect(began).toContain('text')
  expect(began.filter((key) => key.startsWith('mail'))).toHaveLength(32)
  hangUp({ status: 'sent' })
})

test('what a call is to say waits for the call, and messages do not wait for it', async () => {
  await message('spoken', 'ana', 'voice')
  await message('written', 'ana', 'sms')
  await quiet()
  expect(began).toEqual(['written'])
})

test('a report that comes before the answer of the provider stands', async () => {
  let answer: (performed: Performed) => void = () => {}
  answers.a1 = new Promise((resolve) => {
    answer = resolve
  })
  await message('a1', 'ana', 'sms')
  await quiet()
  await settleEffect(store.db, 'a1', { status: 'failed', at: 1, error: 'The number does not exist.' })
  answer({ status: 'sent', reference: 'SM1' })
  await quiet()
  expect(await effectById(store.db, 'a1')).toMatchObject({ status: 'failed' })
})
