import { z } from 'zod'

type Issue = Parameters<z.core.$ZodErrorMap>[0]

/**
 * Says what is wrong with a setting, and what to do, in the words of whoever fills it in. Given to a schema's
 * `safeParse` as its `error`; what a schema says itself about a setting goes before it.
 */
export function issueWords(issue: Issue): string {
  const isMissing = issue.input === undefined || issue.input === null
  if (isMissing && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) return missing(issue)
  switch (issue.code) {
    case 'invalid_type':
      return `Must be ${kind(issue.expected)}, not ${given(issue.input)}.`
    case 'too_small':
    case 'too_big':
      return outOfBounds(issue)
    case 'invalid_format':
      return wrongForm(issue)
    case 'not_multiple_of':
      return `Must be a multiple of ${issue.divisor}, not ${given(issue.input)}.`
    case 'unrecognized_keys':
      return issue.keys.length === 1
        ? `“${issue.keys[0]}” is not known here. Remove it, or correct its spelling.`
        : `${issue.keys.map((key) => `“${key}”`).join(', ')} are not known here. Remove them, or correct their spelling.`
    case 'invalid_value':
      return `Must be ${oneOf(issue.values)}, not ${given(issue.input)}.`
    case 'invalid_union':
      return fitsNone(issue)
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'This name does not fit. Choose another.'
    default:
      return 'This does not fit. Choose something else.'
  }
}

/** The title of the setting at a path, as its field shows it, with those it stands in; empty for the whole. */
export function titleAt(schema: z.ZodType, path: readonly (string | number)[]): string {
  const words: string[] = []
  let at: Schema | undefined = schema as unknown as Schema
  for (const key of path) {
    at = partOf(unwrapped(at).inner, key)
    if (typeof key === 'string') words.push(unwrapped(at).title ?? key)
    else words.push(`${words.pop() ?? ''} ${key + 1}`.trim())
  }
  return words.join(', ')
}

function missing(issue: Issue): string {
  if (issue.code === 'invalid_value') return `Choose ${oneOf(issue.values)}.`
  return issue.code === 'invalid_type' && issue.expected === 'boolean' ? 'Choose yes or no.' : 'Fill this in.'
}

function outOfBounds(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const bound = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum)
  if (issue.origin !== 'string' && issue.origin !== 'array') return outOfRange(issue, bound)
  const unit = issue.origin === 'string' ? 'character' : 'entry'
  const size = (issue.input as { length?: number } | undefined)?.length ?? 0
  if (issue.code === 'too_small' && bound === 1)
    return issue.origin === 'string' ? 'Fill this in.' : 'Add at least one.'
  const allowed = issue.code === 'too_small' ? 'at least' : 'at most'
  return `Must have ${issue.exact ? 'exactly' : allowed} ${count(bound, unit)}, not ${size}.`
}

/** Whole numbers end somewhere by themselves; that is no bound anybody set. */
const wide = Number.MAX_SAFE_INTEGER

function outOfRange(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>, bound: number): string {
  const { minValue = -wide, maxValue = wide } = (issue.schema ?? {}) as { minValue?: number; maxValue?: number }
  const not = `not ${given(issue.input)}`
  if (minValue > -wide && maxValue < wide) return `Must be between ${minValue} and ${maxValue}, ${not}.`
  if (issue.code === 'too_small') return `Must be ${issue.inclusive ? 'at least' : 'more than'} ${bound}, ${not}.`
  return `Must be ${issue.inclusive ? 'at most' : 'less than'} ${bound}, ${not}.`
}

const forms: Record<string, string> = {
  duration: 'Write a length of time such as PT5M.',
  date: 'Write a date such as 2026-03-12.',
  datetime: 'Write a moment such as 2026-03-12T09:00:00Z.',
  email: 'Write an e-mail address such as ana@example.com.',
  url: 'Write an address such as https://example.com.',
}

function wrongForm(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  const form = Object.hasOwn(forms, issue.format) ? forms[issue.format] : undefined
  if (form !== undefined) return form
  const pattern = issue.pattern === undefined ? '' : `: ${issue.pattern}`
  return `${sentence(given(issue.input))} does not have the form that is needed${pattern}. Correct it.`
}

/** Of all the forms allowed the one that was most likely meant: where the kind was right and something in it was not. */
function fitsNone(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const branches: readonly (readonly z.core.$ZodIssue[])[] = issue.errors ?? []
  const meant = branches.find((branch) => branch.every(({ code, path }) => code !== 'invalid_type' || path.length > 0))
  const [first] = meant ?? []
  if (first) return first.path.length === 0 ? first.message : `${first.path.join('.')}: ${first.message}`
  if (issue.input === undefined || issue.input === null) return 'Fill this in.'
  const kinds = branches.flatMap(([each]) => (each?.code === 'invalid_type' ? [kind(each.expected)] : []))
  return kinds.length > 0
    ? `Must be ${listed(kinds)}, not ${given(issue.input)}.`
    : 'This does not fit. Choose another.'
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  tuple: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
}

function kind(expected: string): string {
  return kinds[expected] ?? 'something else'
}

/** What was given instead, short enough to be read. */
function given(input: unknown): string {
  if (typeof input === 'string') return input.length > 40 ? `“${input.slice(0, 40)}…”` : `“${input}”`
  if (typeof input === 'number') return String(input)
  if (typeof input === 'boolean') return input ? 'yes' : 'no'
  return Array.isArray(input) ? 'a list' : kind(typeof input)
}

function oneOf(values: readonly unknown[]): string {
  return listed(values.map(String))
}

function listed(words: readonly string[]): string {
  const each = [...new Set(words)]
  return each.length < 2 ? (each[0] ?? '') : `${each.slice(0, -1).join(', ')} or ${each.at(-1)}`
}

function count(n: number, unit: 'character' | 'entry'): string {
  if (n === 1) return `1 ${unit}`
  return `${n} ${unit === 'entry' ? 'entries' : 'characters'}`
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A schema as far as we look into it: what it is wrapped around, and its parts. */
interface Schema extends z.ZodType {
  _zod: z.ZodType['_zod'] & {
    def: {
      type: string
      innerType?: Schema
      in?: Schema
      shape?: Record<string, Schema>
      element?: Schema
      items?: readonly Schema[]
      valueType?: Schema
    }
  }
}

/** What stands inside defaults and the like, and the outermost title on the way. */
function unwrapped(schema: Schema | undefined): { inner: Schema | undefined; title: string | undefined } {
  let title: string | undefined
  let at = schema
  for (;;) {
    title ??= at && (z.globalRegistry.get(at)?.title as string | undefined)
    const next = at?._zod.def.innerType ?? at?._zod.def.in
    if (!next) return { inner: at, title }
    at = next
  }
}

function partOf(schema: Schema | undefined, key: string | number): Schema | undefined {
  const { shape, element, items, valueType } = schema?._zod.def ?? {}
  if (typeof key === 'number') return items?.[key] ?? element
  return shape && Object.hasOwn(shape, key) ? shape[key] : valueType
}
