import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunStart } from '#core'
import { openStore } from './open.ts'
import { journalOf, startOf } from './run-list.ts'
import { addToJournal } from './runs.ts'

test('a run’s first turn keeps what it started with; a run from before says that it has none', async () => {
  const opened = await openStore(mkdtempSync(join(tmpdir(), 'throughline-')))
  if (!opened.ok) throw new Error(opened.error.message)
  const { db, close } = opened.store
  const event = { type: 'message.received', at: 5, channel: 'email', text: 'Hello' } as const
  const start: RunStart = {
    at: 5,
    entry: 'writes',
    event,
    channel: 'email',
    customer: { id: 'ana', name: 'Ana', language: 'es' },
    profile: { vip: true },
    facts: { invoice: { value: '12345', channel: 'sms', at: 3, source: 'ask', proof: 'proved' } },
  }
  const turn = { at: 6, event, trail: [], route: 'entry' }
  await addToJournal(db, { run: 'new', turn: 1, ...turn, start })
  await addToJournal(db, { run: 'new', turn: 2, ...turn })
  await addToJournal(db, { run: 'old', turn: 1, ...turn })
  expect([await startOf(db, 'new'), await startOf(db, 'old'), await startOf(db, 'none')]).toEqual([start, null, null])
  expect((await journalOf(db, 'new')).map((entry) => entry.turn)).toEqual([1, 2])
  await close()
})
