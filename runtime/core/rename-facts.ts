import type { AnyNodeType, Json } from '#sdk'
import type { Node } from './journey.ts'
import { namesIn, parseTemplate } from './template.ts'

/** The name a fact goes by in the journey that all is laid out in. */
export type FactNaming = (fact: string) => string

type Path = readonly (string | number)[]

/** A step of a called document with the journey's names for its facts: in its texts, its formulas and its settings. */
export function renameFacts(node: Node, type: AnyNodeType | undefined, nameOf: FactNaming): Node {
  const parsed = type?.config.safeParse(node.config)
  let config: Json = node.config as Json
  const change = (path: Path, before: string, after: string) => {
    if (after !== before) config = put(config, path, after)
  }
  if (type && parsed?.success) {
    for (const { path, source } of type.templates?.(parsed.data) ?? [])
      change(path, source, renameInTemplate(source, nameOf))
    for (const { path, source } of type.formulas?.(parsed.data) ?? [])
      change(path, source, renameInFormula(source, nameOf))
    for (const { kind, id, path } of type.references?.(parsed.data) ?? [])
      if (kind === 'fact') change(path, id, nameOf(id))
  }
  const { skipWhen, mock } = node
  return {
    ...node,
    config: config as Node['config'],
    ...(skipWhen === undefined ? {} : { skipWhen: renameInFormula(skipWhen, nameOf) }),
    ...(mock && { mock: { ...mock, captured: renameKeys(mock.captured, nameOf) } }),
  }
}

/** A text with other names for the facts in its braces. */
export function renameInTemplate(source: string, nameOf: FactNaming): string {
  const parsed = parseTemplate(source)
  if (!parsed.ok) return source
  const inserts = namesIn(parsed.template).filter(({ from }) => from === 'fact')
  return inserts.reduceRight((text, { at, name }) => {
    const start = text.indexOf(name, at)
    return text.slice(0, start) + nameOf(name) + text.slice(start + name.length)
  }, source)
}

/** What is no fact's name (texts, remarks, parts of something, functions), then what can be one. */
const token =
  /("""[\s\S]*?"""|'''[\s\S]*?'''|[rR](?:"[^"]*"|'[^']*')|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/[^\n]*|\.\s*\??\s*[A-Za-z_]\w*|[A-Za-z_]\w*(?=\s*\()|\d\w*)|[A-Za-z_]\w*/g

/** A formula with other names for the facts in it. It needs no reading, so a broken one stays as broken as it was. */
export function renameInFormula(source: string, nameOf: FactNaming): string {
  return source.replaceAll(token, (found: string, other: string | undefined) =>
    other === undefined ? nameOf(found) : found,
  )
}

function renameKeys<T>(values: Record<string, T>, nameOf: FactNaming): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [nameOf(name), value]))
}

/** A copy with another value at a path. Settings left at what they are by themselves are written out for it. */
function put(data: Json | undefined, [key, ...rest]: Path, value: string): Json {
  if (key === undefined) return value
  if (Array.isArray(data)) return data.map((each, index) => (index === key ? put(each, rest, value) : each))
  const record = typeof data === 'object' && data !== null ? (data as Record<string, Json>) : {}
  return { ...record, [key]: put(record[key], rest, value) }
}
