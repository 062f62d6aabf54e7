import * as Y from 'yjs'

/** The name of the one shared map a document lives in. */
const root = 'document'

type Plain = { [key: string]: unknown }

/**
 * What people edit together, as plain data. An empty object when nothing was written yet.
 * Keys come in alphabetical order, so that everybody reads the same.
 */
export function readShared(shared: Y.Doc): Plain {
  return plainOf(shared.getMap(root)) as Plain
}

/** The shared map itself, for undo and for listening. */
export function sharedRoot(shared: Y.Doc): Y.Map<unknown> {
  return shared.getMap(root)
}

/**
 * Makes the shared document equal to a plain one by writing only what differs, in one transaction.
 * Sentences become shared texts that merge by character; everything else is one value that the last writer wins.
 * `before` is what the shared document is known to hold: parts that are the same object are not compared again.
 */
export function writeShared(shared: Y.Doc, next: object, origin: unknown, before?: object): void {
  shared.transact(() => writeMap(shared.getMap(root), next as Plain, before as Plain | undefined), origin)
}

/** One shared value as plain data. */
export function plainOf(value: unknown): unknown {
  if (value instanceof Y.Text) return value.toJSON()
  if (value instanceof Y.Array) return value.toArray().map(plainOf)
  if (value instanceof Y.Map) {
    return Object.fromEntries([...value.keys()].sort().map((key) => [key, plainOf(value.get(key))]))
  }
  return value
}

function writeMap(map: Y.Map<unknown>, next: Plain, before?: Plain) {
  for (const key of [...map.keys()]) if (next[key] === undefined) map.delete(key)
  for (const [key, value] of Object.entries(next)) {
    if (value === undefined) continue
    if (before && before[key] === value && map.has(key)) continue
    const current = map.get(key)
    if (!writeInside(current, value, before?.[key])) map.set(key, sharedOf(value))
  }
}

function writeArray(array: Y.Array<unknown>, next: readonly unknown[]) {
  const now = array.toArray().map(plainOf)
  let from = 0
  while (from < now.length && from < next.length && same(now[from], next[from])) from++
  let tail = 0
  while (
    tail < Math.min(now.length, next.length) - from &&
    same(now[now.length - 1 - tail], next[next.length - 1 - tail])
  ) {
    tail++
  }
  const replaced = now.length - tail - from
  const replacements = next.slice(from, next.length - tail)
  const inPlace = Math.min(replaced, replacements.length)
  for (let index = 0; index < inPlace; index++) {
    const value = replacements[index]
    if (writeInside(array.get(from + index), value)) continue
    array.delete(from + index)
    array.insert(from + index, [sharedOf(value)])
  }
  if (replaced > inPlace) array.delete(from + inPlace, replaced - inPlace)
  if (replacements.length > inPlace) array.insert(from + inPlace, replacements.slice(inPlace).map(sharedOf))
}

/** Changes a shared value in place where its kind stays; answers whether that was possible. */
function writeInside(current: unknown, value: unknown, before?: unknown): boolean {
  if (current instanceof Y.Text && typeof value === 'string') {
    writeText(current, value)
    return true
  }
  if (current instanceof Y.Map && isObject(value)) {
    writeMap(current, value, isObject(before) ? before : undefined)
    return true
  }
  if (current instanceof Y.Array && Array.isArray(value) && !isTuple(value)) {
    writeArray(current, value)
    return true
  }
  return !(current instanceof Y.AbstractType) && current !== undefined && same(current, value)
}

function writeText(text: Y.Text, next: string) {
  const now = text.toJSON()
  if (now === next) return
  let from = 0
  while (from < now.length && from < next.length && now[from] === next[from]) from++
  if (from > 0 && isHighSurrogate(now.charCodeAt(from - 1))) from--
  let tail = 0
  const most = Math.min(now.length, next.length) - from
  while (tail < most && now[now.length - 1 - tail] === next[next.length - 1 - tail]) tail++
  if (tail > 0 && isLowSurrogate(now.charCodeAt(now.length - tail))) tail--
  if (now.length - tail > from) text.delete(from, now.length - tail - from)
  if (next.length - tail > from) text.insert(from, next.slice(from, next.length - tail))
}

function sharedOf(value: unknown): unknown {
  if (typeof value === 'string') return isSentence(value) ? new Y.Text(value) : value
  if (Array.isArray(value)) return isTuple(value) ? value : Y.Array.from(value.map(sharedOf) as object[])
  if (!isObject(value)) return value
  const map = new Y.Map<unknown>()
  for (const [key, each] of Object.entries(value)) if (each !== undefined) map.set(key, sharedOf(each))
  return map
}

// Ids, options and durations never contain a space, and merging them by character would make nonsense of them.
function isSentence(text: string): boolean {
  return /\s/.test(text)
}

// A point or a size is one value: half of each person's would be a place that nobody chose.
function isTuple(value: readonly unknown[]): boolean {
  return value.length > 0 && value.every((each) => typeof each === 'number')
}

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}

function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((each, index) => same(each, other[index]))
  }
  if (!isObject(one) || !isObject(other)) return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => same(one[key], other[key]))
}
