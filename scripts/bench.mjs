// How fast the billing question runs on the embedded driver, as a ratio to XState's own transition() in the same process.
// Absolute figures depend on the machine; the ratios are what to compare.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const load = (path) => import(join(root, 'dist', path))
const [core, { nodeTypes }, { openStore }, { openLocalDriver }] = await Promise.all([
  load('runtime/core/index.js'),
  load('nodes/index.js'),
  load('runtime/store/open.js'),
  load('runtime/drivers/local/open-local-driver.js'),
])

const customers = Number(process.argv[2] ?? 1000)
const atOnce = 256
const read = (path) => readFileSync(join(root, 'examples', path), 'utf8')
const must = (parsed) => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
const protocol = must(core.parseJourney(read('protocols/warm-handover.json')))
const workspace = must(core.parseWorkspace(read('workspace.json')))
const catalog = core.catalogOf({ nodes: nodeTypes, documents: { [protocol.id]: protocol }, workspace })
const journey = must(core.parseJourney(read('billing-question/journey.json')))
const plan = core.compile(journey, catalog)
const words = ['My invoice is wrong', '12345', 'The amount']
const at = Date.parse('2026-03-12T09:00:00Z')
const event = (text) => ({ type: 'message.received', channel: 'email', text, at })
const start = {
  at,
  entry: 'writes-or-calls',
  event: event(words[0]),
  channel: 'email',
  customer: { id: 'c', name: null, language: null },
}

const raw = steps(core.plainStepper(plan.machine))
const fast = steps(core.fastStepper(plan.machine))
const durable = await turns()
const perSecond = (n) => Math.round(n).toLocaleString('en')
console.log(`XState transition()     ${perSecond(raw)} turns/s`)
console.log(`our stepper             ${perSecond(fast)} turns/s   ${(fast / raw).toFixed(2)} of transition()`)
console.log(
  `durable, SQLite FULL    ${perSecond(durable.rate)} turns/s   ${(durable.rate / raw).toFixed(3)} of transition(), ${atOnce} in flight`,
)
console.log(`acknowledged            p50 ${durable.p50.toFixed(1)} ms, p99 ${durable.p99.toFixed(1)} ms`)

function steps(stepper) {
  const once = () => {
    let [snapshot] = stepper.start(start)
    for (const text of words.slice(1)) [snapshot] = stepper.step(snapshot, event(text))
  }
  for (let warm = 0; warm < 200; warm += 1) once()
  const from = process.hrtime.bigint()
  const times = 2000
  for (let n = 0; n < times; n += 1) once()
  return (times * words.length) / (Number(process.hrtime.bigint() - from) / 1e9)
}

async function turns() {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'))
  const opened = await openStore(folder)
  if (!opened.ok) throw new Error(opened.error.message)
  const { store } = opened
  let id = 0
  const log = { info() {}, warn() {}, error: console.error }
  const performers = { classOf: () => 'keyed', perform: async () => ({ status: 'sent' }) }
  const driver = await openLocalDriver({
    store,
    nodes: nodeTypes,
    performers,
    now: () => Date.now(),
    newId: () => `b${id++}`,
    log,
  })
  const release = core.releaseOf(journey, catalog, (text) => createHash('sha256').update(text).digest('hex'))
  await store.db
    .insertInto('release')
    .values({
      hash: release.hash,
      journey: journey.id,
      number: 1,
      json: JSON.stringify(release),
      at: 0,
      by: 'bench',
      note: '',
    })
    .execute()
  await store.db
    .insertInto('deployment')
    .values({ journey: journey.id, release: release.hash, at: 0, by: 'bench', kind: 'deploy' })
    .execute()
  driver.released()
  const times = []
  const queue = words.flatMap((text, turn) => Array.from({ length: customers }, (_, n) => ({ text, turn, n })))
  const from = performance.now()
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { text, turn, n } = next
      const sent = performance.now()
      await driver.ingest({
        dedupeKey: `bench:${n}:${turn}`,
        channel: 'email',
        event: { ...event(text), at: Date.now() },
        identity: { address: `mailto:c${n}@example.com`, proof: 'claimed' },
        interaction: { key: `m${n}-${turn}`, direction: 'in', references: [`m${n}-0`] },
      })
      times.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const seconds = (performance.now() - from) / 1000
  await driver.stop()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
  times.sort((a, b) => a - b)
  return {
    rate: times.length / seconds,
    p50: times[Math.floor(times.length / 2)],
    p99: times[Math.floor(times.length * 0.99)],
  }
}
