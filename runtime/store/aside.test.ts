import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepAside } from './aside.ts'
import { addConversation, closeConversation } from './conversations.ts'
import { addCustomer } from './customers.ts'
import { openStore, type Store } from './open.ts'

let store: Store
beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'tl-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  const ana = { id: 'ana', name: null, language: null }
  await addCustomer(store.db, ana, { address: 'mailto:ana@example.com', proof: 'claimed' }, 0)
  await addConversation(store.db, 'old', 'ana', 0)
  await closeConversation(store.db, 'old', 1)
  await addConversation(store.db, 'new', 'ana', 2)
})
afterEach(() => store.close())

const away = {
  dedupeKey: 'email:<auto@a>',
  channel: 'email',
  at: 5,
  reason: 'email.automatic',
  from: 'ana@example.com',
  subject: 'Away',
  text: 'Until Monday.\n',
}
const arrivals = () => store.db.selectFrom('arrival').select(['key', 'status', 'route']).execute()
const timeline = () => store.db.selectFrom('timeline').select(['conversation', 'kind', 'by', 'text']).execute()

test('what is not answered can be read in the customer’s conversation, once', async () => {
  await keepAside(store.db, away)
  await keepAside(store.db, away)
  expect(await arrivals()).toEqual([{ key: 'email:<auto@a>', status: 'set_aside', route: 'email.automatic' }])
  const text = 'Automatic reply, not answered\nAway\nUntil Monday.'
  expect(await timeline()).toEqual([{ conversation: 'new', kind: 'event', by: 'system', text }])
})

test('without an open conversation it is in the last one', async () => {
  await closeConversation(store.db, 'new', 6)
  await keepAside(store.db, away)
  expect(await timeline()).toMatchObject([{ conversation: 'new' }])
})

test('a stranger’s is kept, and makes no customer', async () => {
  await keepAside(store.db, { ...away, from: 'mailer-daemon@example.org', reason: 'email.bounce' })
  expect(await arrivals()).toMatchObject([{ route: 'email.bounce' }])
  expect(await timeline()).toEqual([])
  expect(await store.db.selectFrom('customer').select('id').execute()).toEqual([{ id: 'ana' }])
})
