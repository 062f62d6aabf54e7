import { chmodSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStore, type Store } from './open.ts'

const folder = () => join(mkdtempSync(join(tmpdir(), 'throughline-')), 'data')

async function open(data: string): Promise<Store> {
  const opened = await openStore(data)
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.store
}

test('a folder is made for its owner only, with the settings durability depends on', async () => {
  const data = folder()
  const { db, close } = await open(data)
  expect(statSync(data).mode & 0o777).toBe(0o700)
  const pragma = async (name: string) =>
    Object.values((await sql`pragma ${sql.raw(name)}`.execute(db)).rows[0] as object)[0]
  expect(await pragma('journal_mode')).toBe('wal')
  expect(await pragma('synchronous')).toBe(2)
  expect(await pragma('foreign_keys')).toBe(1)
  expect(await pragma('trusted_schema')).toBe(0)
  expect(await pragma('wal_autocheckpoint')).toBe(0)
  await close()
})

test('a folder that was there before keeps who may look into it', async () => {
  const data = folder()
  mkdirSync(data)
  chmodSync(data, 0o750)
  await (await open(data)).close()
  expect(statSync(data).mode & 0o777).toBe(0o750)
})

test('one process at a time; the folder is free again afterwards', async () => {
  const data = folder()
  const first = await open(data)
  const second = await openStore(data)
  expect(second).toMatchObject({ ok: false, error: { code: 'store.locked' } })
  expect(second.ok ? '' : second.error.message).toMatch(
    /in use by another Throughline\. Stop it, or choose another folder with --data\.$/,
  )
  await first.close()
  await (await open(data)).close()
})

test('what was written is there again', async () => {
  const data = folder()
  const before = await open(data)
  await before.db.insertInto('meta').values({ key: 'a', value: '1' }).execute()
  expect(before.checkpoint()).toBe(true)
  await before.close()
  const after = await open(data)
  expect(await after.db.selectFrom('meta').selectAll().execute()).toEqual([{ key: 'a', value: '1' }])
  await after.close()
})

test('a store of a newer version is left alone', async () => {
  const data = folder()
  const before = await open(data)
  await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(before.db)
  await before.close()
  const refused = await openStore(data)
  expect(refused).toMatchObject({ ok: false, error: { code: 'store.too_new' } })
  expect(refused.ok ? '' : refused.error.message).toMatch(
    /newer version of Throughline \(9999-later\)\. Update Throughline/,
  )
  // Refusing must not hold the folder.
  expect(await openStore(data)).toMatchObject({ ok: false, error: { code: 'store.too_new' } })
})

test('a file that is no store, and a folder that is a file, are said to be so', async () => {
  const data = folder()
  await (await open(data)).close()
  writeFileSync(join(data, 'throughline.db'), 'not a database at all, but longer than a header would be'.repeat(100))
  const broken = await openStore(data)
  expect(broken.ok ? '' : broken.error.message).toMatch(/restore a backup\.$/)
  const file = join(mkdtempSync(join(tmpdir(), 'throughline-')), 'file')
  writeFileSync(file, '')
  expect(await openStore(file)).toEqual({
    ok: false,
    error: { code: 'store.unusable', message: `The data folder ${file} is a file. Choose another with --data.` },
  })
  expect(await openStore(join(file, 'below'))).toMatchObject({ ok: false, error: { code: 'store.unusable' } })
})
