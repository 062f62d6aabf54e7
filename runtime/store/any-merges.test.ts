import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addConversation, addInteraction, openConversation } from './conversations.ts'
import { identitiesOf } from './customers.ts'
import { keepFact } from './facts.ts'
import { offerHandoff } from './handoffs.ts'
import { knownFacts } from './known-facts.ts'
import { dismissSuggestion, openSuggestions, suggestMerge } from './merge-suggestions.ts'
import { mergeCustomers, nowOf, unmergeCustomer } from './merges.ts'
import { type Db, openStore, type Store } from './open.ts'
import { addToOutbox } from './outbox.ts'
import { addRun } from './runs.ts'
import { settleAddresses } from './settle-addresses.ts'
import { addToTimeline } from './timeline.ts'

const addresses = ['mailto:a@example.com', 'mailto:b@example.com', 'tel:+15005550001', 'tel:+15005550002', 'webchat:v']
const address = fc.constantFrom(...addresses)
const proof = fc.constantFrom('claimed' as const, 'proved' as const, 'proved' as const)
const index = fc.nat(5)

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('event' as const), address, proof, also: fc.constant([]) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      address,
      proof,
      also: fc.array(fc.record({ address, proof }), { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), one: index, other: index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unmerge' as const), one: index }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('suggest' as const, 'dismiss' as const), one: index, other: index }),
  },
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
type Event = Extract<Step, { do: 'event' }>
const tables = ['timeline', 'run', 'outbox', 'handoff', 'unclaimed'] as const

let store: Store
beforeAll(async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-merges-')))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.store
})
afterAll(() => store.close())

class RollBack extends Error {}

test('whatever is merged and separated, each has what came by their own addresses, and nobody has anything else', async () => {
  const met = { merges: 0, automatic: 0, suggested: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.infiniteStream(fc.nat()),
      async (steps, any) => {
        const rolledBack = await store.db
          .transaction()
          .execute(async (db) => {
            const world = new World(db)
            for (const each of steps) {
              await world.take(each)
              await world.check()
            }
            met.automatic += world.automatic
            met.merges += (await db.selectFrom('merge').selectAll().execute()).length
            met.suggested += (await openSuggestions(db)).length
            await world.separateAll(any)
            await world.check()
            expect(world.parent.size).toBe(0)
            await world.eachHasTheirOwn()
            throw new RollBack()
          })
          .catch((error: unknown) => {
            if (!(error instanceof RollBack)) throw error
            return true
          })
        expect(rolledBack).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
  // A run in which nobody was ever merged would say nothing.
  expect(Math.min(met.merges, met.automatic, met.suggested)).toBeGreaterThan(20)
}, 120_000)

/** A store that takes events in as the driver does, beside a plain account of what it should hold. */
class World {
  readonly db: Db
  /** Who was merged into whom, edge by edge. */
  readonly parent = new Map<string, string>()
  /** Which customer's address brought a row. */
  readonly brought = new Map<string, string>()
  readonly owner = new Map<string, string>()
  readonly proof = new Map<string, 'claimed' | 'proved'>()
  automatic = 0
  at = 0
  ids = 0

  constructor(db: Db) {
    this.db = db
  }

  newId = () => {
    this.ids += 1
    return `id-${String(this.ids).padStart(4, '0')}`
  }

  root(customer: string): string {
    const parent = this.parent.get(customer)
    return parent === undefined ? customer : this.root(parent)
  }

  customers(): string[] {
    return [...new Set(this.owner.values())]
  }

  async take(step: Step) {
    this.at += 1
    const { db, at } = this
    if (step.do === 'event') return this.event(step)
    const customers = this.customers()
    const [one, other] = [customers[step.one], 'other' in step ? customers[step.other] : undefined]
    if (one === undefined) return
    if (step.do === 'unmerge') {
      const done = await unmergeCustomer(db, { customer: one, by: 'Mira', at })
      const expected = this.parent.has(one) ? { ok: true, from: this.root(one) } : { code: 'customer.not_merged' }
      expect(done).toMatchObject(expected)
      this.parent.delete(one)
    } else if (other !== undefined && step.do === 'merge') {
      const done = await mergeCustomers(db, { from: one, into: other, why: 'They said so', by: 'Mira', at })
      if (one === other) expect(done).toEqual({ ok: false, code: 'customer.same' })
      else if (this.root(one) === this.root(other)) expect(done).not.toMatchObject({ ok: true, already: false })
      else {
        expect(done).toEqual({ ok: true, into: this.root(other), already: false })
        this.parent.set(this.root(one), this.root(other))
      }
    } else if (other !== undefined && step.do === 'suggest') await suggestMerge(db, { one, other, why: 'Alike', at })
    else if (other !== undefined) await dismissSuggestion(db, { one, other, by: 'Mira', at })
  }

  async event({ address, proof, also }: Event) {
    const { db, at } = this
    const before = (await db.selectFrom('merge').selectAll().execute()).length
    const who = await settleAddresses(db, { identity: { address, proof }, also }, at, this.newId)
    if (!who) throw new Error('Nobody.')
    for (const made of (await db.selectFrom('merge').selectAll().orderBy('seq').execute()).slice(before)) {
      // Only on what was proved before and is proved now.
      const named = [{ address, proof }, ...also].filter(
        (each) => each.proof === 'proved' && (this.proof.get(each.address) ?? each.proof) === 'proved',
      )
      const theirs = named.map((each) => this.root(this.owner.get(each.address) ?? who.own))
      expect(theirs).toEqual(expect.arrayContaining([made.customer, made.survivor]))
      this.parent.set(made.customer, made.survivor)
      this.automatic += 1
    }
    for (const row of await db.selectFrom('identity').selectAll().execute()) {
      // An address never changes hands.
      expect(row.customer).toBe(this.owner.get(row.address) ?? row.customer)
      this.owner.set(row.address, row.customer)
      this.proof.set(row.address, row.proof)
    }
    expect(who.own).toBe(this.owner.get(address))
    expect(who.customer.id).toBe(this.root(who.own))
    if (who.proof === 'proved') expect([proof, this.proof.get(address)]).toEqual(['proved', 'proved'])

    let conversation = await openConversation(db, who.own)
    if (conversation === undefined) {
      conversation = this.newId()
      await addConversation(db, conversation, who.own, at)
    }
    const interaction = this.newId()
    const channel = address.startsWith('mailto') ? 'email' : address.startsWith('tel') ? 'sms' : 'webchat'
    await addInteraction(db, { id: interaction, conversation, channel, key: address, direction: 'in', at })
    const customer = who.customer.id
    const plain = { at, kind: 'message' as const, channel, text: 'Hello', state: null }
    const came = { ...plain, customer, conversation, interaction, run: null, direction: 'in' as const }
    await addToTimeline(db, { ...came, id: `in:${at}`, by: 'customer' })
    this.brought.set(`timeline in:${at}`, who.own)
    await this.knows(who.customer.id, who.own, conversation, who.proof)
    const unclaimed = { id: `u${at}`, customer, conversation, at, channel, text: 'Hello' }
    await db
      .insertInto('unclaimed')
      .values({ ...unclaimed, settled_at: null, settled_by: null })
      .execute()
    this.brought.set(`unclaimed u${at}`, who.own)
    await this.turn(customer, who.own, conversation, { interaction, channel })
  }

  /** The customer's run takes it, whoever of them started it; where there is none, one starts. */
  async turn(customer: string, own: string, here: string, cameIn: { interaction: string; channel: string }) {
    const { db, at } = this
    let run = await db
      .selectFrom('run')
      .select(['id', 'customer', 'conversation'])
      .where('customer', '=', customer)
      .orderBy('id')
      .executeTakeFirst()
    if (!run) {
      run = { id: this.newId(), customer, conversation: here }
      const state = { status: 'active' as const, turn: 1, waiting: [], resolution: null, since: at }
      await addRun(db, { ...run, journey: 'j', release: 'r' }, { ...state, snapshot: {} as never }, at)
      this.brought.set(`run ${run.id}`, own)
    }
    const starter = this.brought.get(`run ${run.id}`) ?? ''
    const where = { run: run.id, customer, conversation: run.conversation, ...cameIn }
    const id = `${run.id}/${at}/0`
    const effect = { type: 'message.send' as const, text: 'Yes?' }
    const status = at % 3 === 0 ? ('held' as const) : ('pending' as const)
    await addToOutbox(db, { ...where, id, node: 'n', visit: 1, type: effect.type, status, effect, at })
    await addToTimeline(db, {
      ...where,
      id,
      at,
      kind: 'message',
      direction: 'out',
      by: 'journey',
      text: '',
      state: status,
    })
    const context = { summary: [], facts: [], tried: [], leftOut: [], complete: true, reason: '', language: null }
    const offer = { type: 'handoff.request' as const, queue: 'q', priority: 'normal' as const, context }
    await offerHandoff(db, { ...where, id: `h${id}`, node: 'n', visit: 1 }, offer, at)
    for (const key of [`outbox ${id}`, `timeline ${id}`, `handoff h${id}`]) this.brought.set(key, starter)
    const fact = { value: starter, channel: null, at, source: 'n', proof: 'proved' as const }
    await keepFact(db, starter, `of ${starter}`, fact)
    await keepFact(db, run.conversation, `in ${run.conversation}`, fact)
  }

  /** What a run of theirs would be told: nothing of anybody who is not the same customer now. */
  async knows(customer: string, own: string, conversation: string, proof: 'claimed' | 'proved') {
    const facts = Object.entries(await knownFacts(this.db, { customer, conversation, proof }))
    for (const [name, fact] of facts) {
      expect(this.root(String(fact.value))).toBe(customer)
      if (proof === 'claimed') expect([name, fact.value]).toEqual([`in ${conversation}`, own])
    }
  }

  async check() {
    const { db } = this
    for (const table of tables) {
      const rows = await db.selectFrom(table).select(['id', 'customer']).execute()
      const expected = rows.map(({ id }) => ({ id, customer: this.root(this.brought.get(`${table} ${id}`) ?? '') }))
      expect(rows).toEqual(expected)
    }
    for (const customer of this.customers()) {
      expect(await nowOf(db, customer)).toBe(this.root(customer))
      const theirs = [...this.owner].filter(([, owner]) => this.root(owner) === this.root(customer))
      const found = (await identitiesOf(db, customer)).map((each) => each.address)
      expect(found.sort()).toEqual(theirs.map(([address]) => address).sort())
    }
    for (const { one, other } of await openSuggestions(db)) {
      expect(this.root(one)).toBe(one)
      expect(this.root(other)).toBe(other)
      expect(one).not.toBe(other)
    }
    // What has not gone out goes nowhere but to the customer it was for.
    const going = await db
      .selectFrom('outbox')
      .innerJoin('interaction', 'interaction.id', 'outbox.interaction')
      .innerJoin('conversation', 'conversation.id', 'interaction.conversation')
      .select(['outbox.customer', 'conversation.customer as reader'])
      .where('outbox.status', 'in', ['pending', 'held'])
      .execute()
    for (const { customer, reader } of going) expect(this.root(reader)).toBe(customer)
  }

  async separateAll(any: Iterator<number>) {
    while (this.parent.size > 0) {
      const merged = [...this.parent.keys()]
      const one = this.customers().indexOf(merged[(any.next().value ?? 0) % merged.length] ?? '')
      await this.take({ do: 'unmerge', one })
    }
  }

  async eachHasTheirOwn() {
    for (const table of tables)
      for (const { id, customer } of await this.db.selectFrom(table).select(['id', 'customer']).execute())
        expect(customer).toBe(this.brought.get(`${table} ${id}`))
    for (const [address, owner] of this.owner)
      expect((await identitiesOf(this.db, owner)).map((each) => each.address)).toContain(address)
  }
}
