import { type ChannelId, channels, type FactValue } from '#sdk'
import { limits } from './limits.ts'
import { wordsOf } from './value-words.ts'

/** A text with places for what is known, parsed once. */
export type Template = readonly TemplatePart[]

/** Plain words, or a place for something known. */
export type TemplatePart = { text: string } | Insert

/** A place for something known, such as `{{customer.name ?? "there"}}`. */
export interface Insert {
  from: 'fact' | 'profile' | 'customer' | 'channel'
  name: string
  /** What is said when it is not known. */
  fallback?: string
  /** Where its braces open in the source. */
  at: number
}

/** A template read, or why not and where. */
export type ParsedTemplate = { ok: true; template: Template } | { ok: false; message: string; at: number }

/** What templates and formulas see. Only what is known and still holds is in here. */
export interface TemplateValues {
  facts: Readonly<Record<string, FactValue>>
  profile: Readonly<Record<string, FactValue>>
  customer: { id?: string; name: string | null; language: string | null }
  channel: ChannelId
  /** This moment, epoch milliseconds. */
  now: number
}

const cacheSize = 1000
const cache = new Map<string, ParsedTemplate>()

/** Reads a template. Write `\{{` for two braces that are just text. */
export function parseTemplate(source: string): ParsedTemplate {
  const known = cache.get(source)
  if (known) return known
  const parsed = parse(source)
  const oldest = cache.size >= cacheSize ? cache.keys().next().value : undefined
  if (oldest !== undefined) cache.delete(oldest)
  cache.set(source, parsed)
  return parsed
}

/** Puts known values into a template. What is not known and has no fallback leaves nothing. */
export function renderTemplate(template: string | Template, values: TemplateValues): string {
  const parts = typeof template === 'string' ? partsOf(template) : template
  return parts
    .map((part) => {
      if ('text' in part) return part.text
      const value = lookUp(part, values)
      return value === undefined ? (part.fallback ?? '') : wordsOf(value)
    })
    .join('')
}

/** The places of a template, in order: what it uses, and whether it can do without. */
export function namesIn(template: Template): Insert[] {
  return template.filter((part) => 'from' in part)
}

// A text that is no template is shown as it stands: the checks have refused it long before a customer sees it.
function partsOf(source: string): Template {
  const parsed = parseTemplate(source)
  return parsed.ok ? parsed.template : [{ text: source }]
}

function lookUp({ from, name }: Insert, values: TemplateValues): FactValue | undefined {
  if (from === 'channel') return channels[values.channel]?.name
  if (from === 'customer') return (name === 'name' ? values.customer.name : values.customer.language) ?? undefined
  const known = from === 'fact' ? values.facts : values.profile
  return Object.hasOwn(known, name) ? known[name] : undefined
}

const insertPattern =
  /\{\{\s*([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?\s*(?:\?\?\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*)?\}\}/suy

function parse(source: string): ParsedTemplate {
  if (source.length > limits.templateLength) {
    const message = `This text has ${source.length} characters; at most ${limits.templateLength} are allowed.`
    return { ok: false, message, at: limits.templateLength }
  }
  const parts: TemplatePart[] = []
  let text = ''
  for (let at = 0; at < source.length; ) {
    const open = source.indexOf('{{', at)
    if (open < 0) {
      text += source.slice(at)
      break
    }
    if (source[open - 1] === '\\' && open > at) {
      text += `${source.slice(at, open - 1)}{{`
      at = open + 2
      continue
    }
    text += source.slice(at, open)
    insertPattern.lastIndex = open
    const match = insertPattern.exec(source)
    if (!match) return { ok: false, message: whyNot(source.slice(open)), at: open }
    const insert = insertOf(match, open)
    if (typeof insert === 'string') return { ok: false, message: insert, at: open }
    if (text) parts.push({ text })
    text = ''
    parts.push(insert)
    at = insertPattern.lastIndex
  }
  if (text) parts.push({ text })
  return { ok: true, template: parts }
}

function insertOf([, first = '', second, quoted]: RegExpExecArray, at: number): Insert | string {
  const fallback = quoted === undefined ? {} : { fallback: quoted.slice(1, -1).replaceAll(/\\(.)/gsu, '$1') }
  if (first === 'customer') {
    if (second === 'name' || second === 'language') return { from: 'customer', name: second, ...fallback, at }
    return `A customer has “customer.name” and “customer.language”. Choose one of them.`
  }
  if (first === 'profile') {
    return second ? { from: 'profile', name: second, ...fallback, at } : 'Name the field, such as {{profile.tier}}.'
  }
  if (second) return `“${first}.${second}” does not exist: a fact has no parts. Write {{${first}}}.`
  if (first === 'channel') return { from: 'channel', name: 'channel', ...fallback, at }
  return { from: 'fact', name: first, ...fallback, at }
}

function whyNot(rest: string): string {
  const end = rest.indexOf('}}')
  if (end < 0) return 'These braces are never closed. End them with }}.'
  const inside = rest.slice(2, end).trim()
  if (inside === '') return 'There is nothing between the braces. Write the name of a fact, such as {{invoice}}.'
  if (/[“”‘’]/u.test(inside)) return 'Write the words after ?? in straight quotes: {{invoice ?? "your invoice"}}.'
  if (inside.includes('??')) return 'Write the words to use instead in quotes: {{invoice ?? "your invoice"}}.'
  const shown = inside.length > 40 ? `${inside.slice(0, 40)}…` : inside
  return `“${shown}” is not the name of a fact. Write a name such as {{invoice}}; to decide something, use a branch.`
}
