import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fact, RecordRecall } from '#sdk'
import { addConversation, addInteraction } from '#store/conversations'
import { addCustomer, setProfile } from '#store/customers'
import { keepFact } from '#store/facts'
import { mergeCustomers } from '#store/merges'
import { openStore, type Store } from '#store/open'
import { addToTimeline } from '#store/timeline'
import { recallRecord } from './record-recall.ts'

let store: Store
beforeEach(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'tl-recall-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
  const { db } = store
  for (const [at, id] of ['ana', 'work'].entries()) {
    const address = `mailto:${id}@example.com`
    await addCustomer(db, { id, name: id, language: null }, { address, proof: 'proved' }, at)
    await addConversation(db, `c-${id}`, id, at)
    const interaction = { id: `i-${id}`, conversation: `c-${id}`, channel: 'email', key: id, direction: 'in' as const }
    await addInteraction(db, { ...interaction, at })
    const fact: Fact = { value: id, at, channel: null, source: 'n', proof: 'proved' }
    await keepFact(db, id, `fact_of_${id}`, fact)
    await setProfile(db, id, { [`field_of_${id}`]: true }, at)
  }
  await mergeCustomers(db, { from: 'work', into: 'ana', why: '', by: 'Mira', at: 5 })
})
afterEach(() => store.close())

const says = (of: 'ana' | 'work', at: number, proof: Fact['proof']) => {
  const said = {
    id: `in:${at}`,
    customer: 'ana',
    conversation: `c-${of}`,
    interaction: null,
    run: null,
    state: null,
    at,
  }
  const words = {
    kind: 'message' as const,
    direction: 'in' as const,
    by: 'customer' as const,
    channel: 'email',
    text: '',
  }
  return addToTimeline(store.db, { ...said, ...words, json: { proof } })
}
const recalled = () => {
  const effect: RecordRecall = { type: 'record.recall', as: 'record', what: ['profile', 'facts', 'history'] }
  return recallRecord(store.db, effect, { customer: 'ana', conversation: 'c-ana', run: 'r' })
}

test('whoever proved who they are is told all that is known, also under the addresses merged into theirs', async () => {
  await says('ana', 10, 'claimed')
  await says('work', 11, 'proved')
  const { facts, profile, history } = await recalled()
  expect(Object.keys(facts as object).sort()).toEqual(['fact_of_ana', 'fact_of_work'])
  expect(Object.keys(profile as object).sort()).toEqual(['field_of_ana', 'field_of_work'])
  expect(history).toHaveLength(2)
})

test('whoever last only claimed to be the customer is told nothing, on whichever address they did', async () => {
  await says('ana', 10, 'proved')
  await says('work', 11, 'claimed')
  expect(await recalled()).toEqual({ facts: {}, profile: {}, history: [] })
})
