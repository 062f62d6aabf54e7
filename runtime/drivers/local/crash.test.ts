import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import { openStore } from '#store/open'
import { auditStore } from '#testing'

const child = join(import.meta.dirname, 'crash-child.mjs')
/** `CRASHES=1000 npx vitest run runtime/drivers/local/crash.test.ts` for a night. */
const crashes = Number(process.env.CRASHES ?? 12)
const customers = 60 * crashes

interface Life {
  acked: string[]
  last: string
}

/** When a life ends: some moment after so many events were acknowledged in it. */
interface Death {
  afterAcks: number
  andMs: number
}

/** Runs the child until it is killed, or until it stops by itself. */
function live(folder: string, death: Death | undefined, shell = 'exec "$@"'): Promise<Life> {
  const command = ['-c', shell, 'bash', process.execPath, child, folder, String(customers)]
  const started = spawn('bash', command, { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  let armed = false
  started.stdout.on('data', (part) => {
    out += part
    if (armed || death === undefined || out.split('\nack ').length <= death.afterAcks) return
    armed = true
    setTimeout(() => started.kill('SIGKILL'), death.andMs)
  })
  return new Promise((resolve) =>
    started.on('close', () => {
      // A line that was cut off by the end was not heard.
      const lines = out.slice(0, out.lastIndexOf('\n') + 1).split('\n')
      const acked = lines.flatMap((line) => (line.startsWith('ack ') ? [line.slice(4)] : []))
      appendFileSync(join(folder, 'acked'), acked.map((key) => `${key}\n`).join(''))
      resolve({ acked, last: lines.at(-2) ?? '' })
    }),
  )
}

/** Opens what is left and holds it to everything that was promised. */
async function audit(folder: string, acked: readonly string[]) {
  const opened = await openStore(join(folder, 'data'))
  if (!opened.ok) throw new Error(opened.error.message)
  const { db } = opened.store
  const known = new Set((await db.selectFrom('arrival').select('key').execute()).map((row) => row.key))
  expect(acked.filter((key) => !known.has(key))).toEqual([])

  expect(await auditStore(db, nodeTypes)).toEqual([])
  const runs = await db.selectFrom('run').select('id').execute()
  const outbox = await db.selectFrom('outbox').select(['id', 'status']).execute()
  const status = new Map(outbox.map((row) => [row.id, row.status]))
  const wentOut = readFileSync(join(folder, 'sent'), 'utf8').trim().split('\n')
  expect(wentOut.length - new Set(wentOut).size, 'sent twice').toBe(0)
  expect(wentOut.filter((id) => !['sent', 'in_doubt', 'sending'].includes(status.get(id) ?? 'never decided'))).toEqual(
    [],
  )
  const gone = new Set(wentOut)
  expect(outbox.filter((row) => row.status === 'sent' && !gone.has(row.id))).toEqual([])
  await opened.store.close()
  return { runs: runs.length, arrivals: known.size, states: new Set(status.values()) }
}

test('killed again and again under load: nothing acknowledged is lost, nothing happens twice', {
  timeout: 600_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tl-crash-'))
  const anyDeath = fc.record({ afterAcks: fc.nat(60), andMs: fc.nat(40) })
  const deaths = fc.sample(anyDeath, crashes)
  const acked: string[] = []
  for (const death of deaths) acked.push(...(await live(folder, death)).acked)
  const { acked: rest, last } = await live(folder, undefined)
  expect(last).toBe('done')
  acked.push(...rest)

  const left = await audit(folder, acked)
  expect(new Set(acked).size, 'one event acknowledged as new twice').toBe(acked.length)
  expect(left).toMatchObject({ runs: customers, arrivals: customers * 3 })
  expect([...left.states].filter((state) => state !== 'sent' && state !== 'in_doubt')).toEqual([])
})

test('when the disk is full nothing more is acknowledged, and everything before is there', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tl-full-'))
  // No file may grow beyond this many kilobytes: writes fail as they do on a full disk.
  const { acked, last } = await live(folder, undefined, 'ulimit -f 4000; exec "$@"')
  expect(last).toBe('refused')
  expect(acked.length).toBeGreaterThan(0)
  await audit(folder, acked)
})
