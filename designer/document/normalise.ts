import type { Journey, Node, Stage } from '#core'

type Plain = Record<string, unknown>

/**
 * A document as the editor can draw it, from whatever a merge left. What is missing gets its default, what cannot be
 * drawn is left out, and what dangles stays for the checks to name. Parts equal to `before` are the same objects.
 */
export function normalise(plain: Plain, before?: Journey): Journey {
  const nodes = mapValues(recordOf(plain.nodes), (each) => (typeof each.type === 'string' ? nodeOf(each) : undefined))
  const journey = {
    format: 1,
    kind: plain.kind === 'protocol' ? 'protocol' : 'journey',
    id: String(plain.id ?? ''),
    name: String(plain.name ?? ''),
    description: String(plain.description ?? ''),
    priority: typeof plain.priority === 'number' ? plain.priority : 0,
    facts: mapValues(recordOf(plain.facts), (each) => ({
      type: 'text',
      label: '',
      pii: false,
      scope: 'conversation',
      ...each,
    })),
    nodes,
    stages: mapValues(recordOf(plain.stages), stageOf),
    notes: mapValues(recordOf(plain.notes), (each) => (Array.isArray(each.at) ? { text: '', ...each } : undefined)),
    suppressed: listOf(plain.suppressed).map((each) => ({ node: null, ...recordOf(each) })),
    layout: recordOf(plain.layout),
  } as unknown as Journey
  return share(before, journey) as Journey
}

function nodeOf(plain: Plain): Node {
  return {
    ...plain,
    version: typeof plain.version === 'number' ? plain.version : 1,
    name: String(plain.name ?? ''),
    config: recordOf(plain.config),
    next: stringsOf(plain.next),
  } as Node
}

function stageOf(plain: Plain): Stage {
  const regions = plain.regions === undefined ? undefined : mapValues(recordOf(plain.regions), regionOf)
  return {
    ...plain,
    name: String(plain.name ?? ''),
    nodes: names(plain.nodes),
    stages: names(plain.stages),
    on: stringsOf(plain.on),
    resumable: plain.resumable === true,
    ...(regions && { regions }),
  } as Stage
}

function regionOf(plain: Plain) {
  return { ...plain, name: String(plain.name ?? ''), nodes: names(plain.nodes) }
}

/** Two people who put the same step into a frame put it there once. */
function names(value: unknown): string[] {
  return [...new Set(listOf(value).filter((each) => typeof each === 'string'))] as string[]
}

function stringsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(recordOf(value)).filter(([, each]) => typeof each === 'string')) as Record<
    string,
    string
  >
}

function recordOf(value: unknown): Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function mapValues<T>(record: Plain, map: (value: Plain) => T | undefined): Record<string, T> {
  const entries = Object.entries(record).map(([key, value]) => [key, map(recordOf(value))] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Record<string, T>
}

/** `next`, with every part that equals `before` replaced by it, so that unchanged steps are not drawn again. */
export function share(before: unknown, next: unknown): unknown {
  if (before === next || typeof before !== 'object' || typeof next !== 'object' || !before || !next) return next
  if (Array.isArray(before) !== Array.isArray(next)) return next
  const [one, two] = [before as Plain, next as Plain]
  const keys = Object.keys(two)
  let same = keys.length === Object.keys(one).length
  const result: Plain = Array.isArray(next) ? ([] as unknown as Plain) : {}
  for (const key of keys) {
    result[key] = share(one[key], two[key])
    if (result[key] !== one[key] || !(key in one)) same = false
  }
  return same ? before : result
}
