// Serves customers until it is killed: events go in as fast as they are acknowledged, and what goes out is written down
// at once. Started by crash.test.ts with a folder; what was acknowledged before is in its file `acked`.
import { createHash } from 'node:crypto'
import { existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
const [folder, customers] = [process.argv[2], Number(process.argv[3])]
const load = (path) => import(join(root, 'dist', path))
const [core, { nodeTypes }, { openStore }, { openLocalDriver }, { deployRelease }] = await Promise.all([
  load('runtime/core/index.js'),
  load('nodes/index.js'),
  load('runtime/store/open.js'),
  load('runtime/drivers/local/open-local-driver.js'),
  load('runtime/store/releases.js'),
])
const read = (path) => readFileSync(join(root, 'examples', path), 'utf8')
const must = (parsed) => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed))
  return parsed.value ?? parsed
}
const say = (line) => writeSync(1, `${line}\n`)

const { store } = must(await openStore(join(folder, 'data')))
const protocol = must(core.parseJourney(read('protocols/warm-handover.json')))
const workspace = must(core.parseWorkspace(read('workspace.json')))
const catalog = core.catalogOf({ nodes: nodeTypes, documents: { [protocol.id]: protocol }, workspace })
const journey = must(core.parseJourney(read('billing-question/journey.json')))
const sha256 = (text) => createHash('sha256').update(text).digest('hex')
await deployRelease(store.db, core.releaseOf(journey, catalog, sha256), { by: 'test', at: 0, note: '' })

const sent = openSync(join(folder, 'sent'), 'a')
const driver = await openLocalDriver({
  store,
  nodes: nodeTypes,
  performers: {
    classOf: () => 'at-most-once',
    async perform(_, { key }) {
      writeSync(sent, `${key}\n`)
      return { status: 'sent' }
    },
  },
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  log: { info() {}, warn() {}, error: () => say('untrusted') },
})
say('up')

const file = join(folder, 'acked')
const acked = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
const words = ['My invoice is wrong', '12345', 'The amount']
const waiting = Array.from({ length: customers }, (_, n) => n)

async function serve() {
  for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
    for (const [turn, text] of words.entries()) {
      const key = `${n}:${turn}`
      // One in ten comes again, as providers do when they did not hear the answer.
      if (acked.has(key) && n % 10 !== 0) continue
      const taken = await driver.ingest({
        dedupeKey: key,
        channel: 'email',
        event: { type: 'message.received', channel: 'email', text, at: Date.now() },
        identity: { address: `mailto:c${n}@example.com`, proof: 'claimed' },
        interaction: { key: `m${n}`, direction: 'in' },
      })
      if (taken.status === 'accepted') say(`ack ${key}`)
    }
  }
}
try {
  await Promise.all(Array.from({ length: 64 }, serve))
} catch {
  say('refused')
  process.exit(1)
}
// Everything that can go out has gone out when nothing is pending.
const open = () => store.db.selectFrom('outbox').select('id').where('status', 'in', ['pending', 'sending']).limit(1)
while ((await open().execute()).length > 0) await new Promise((done) => setTimeout(done, 20))
await driver.stop()
await store.close()
say('done')
