import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import type { FactValue } from '#sdk'
import type { FactDeclaration } from './journey.ts'
import { limits } from './limits.ts'
import type { TemplateValues } from './template.ts'
import type { Workspace } from './workspace.ts'

/** A formula in CEL (the Common Expression Language), parsed and type-checked. */
export interface Formula {
  source: string
  /** What it works out to. */
  type: 'yes-no' | 'number' | 'text' | 'other'
  /** The facts it uses, and whether `known(fact)` was asked first. */
  facts: { name: string; guarded: boolean }[]
  /** Facts it only asks about, with `known(fact)`. */
  asksAbout: string[]
  run: ParseResult
}

/** What is wrong with a formula, in plain words, and where. */
export interface FormulaProblem {
  message: string
  from: number
  to: number
}

/** The names a formula may use. */
export interface FormulaScope {
  facts: Readonly<Record<string, FactDeclaration>>
  profile: Workspace['profile']
}

/** Compiles a formula against the facts and profile fields that are declared. */
export function compileFormula(
  source: string,
  scope: FormulaScope,
): { ok: true; formula: Formula } | { ok: false; problems: FormulaProblem[] } {
  if (source.length > limits.templateLength)
    return refuse(`This formula has ${source.length} characters. Make it shorter.`, 0, source.length)
  try {
    const run = environmentOf(scope).parse(source)
    const found = walk(run.ast as Ast)
    if (found.refused) return refuse(found.refused, 0, source.length)
    const checked = run.check()
    if (!checked.valid) {
      const { error } = checked as { error?: CelError }
      return refuse(inWords(error, source), error?.range?.start ?? 0, error?.range?.end ?? source.length)
    }
    const names = new Set(Object.keys(scope.facts))
    const facts = [...found.used]
      .filter((name) => names.has(name))
      .map((name) => ({ name, guarded: found.asked.has(name) }))
    return {
      ok: true,
      formula: { source, type: typeOf(String(checked.type)), facts, asksAbout: [...found.asked], run },
    }
  } catch (error) {
    const cel = error as CelError
    return refuse(inWords(cel, source), cel.range?.start ?? 0, cel.range?.end ?? source.length)
  }
}

/** Works a formula out; undefined when something it needs is not known or it cannot be worked out. */
export function evaluate(formula: Formula, values: TemplateValues): FactValue | undefined {
  const { name, language } = values.customer
  const context = bare({
    ...values.facts,
    profile: bare(values.profile),
    customer: bare({ ...(name === null ? {} : { name }), ...(language === null ? {} : { language }) }),
    channel: values.channel,
    now: new Date(values.now),
  })
  try {
    const result: unknown = formula.run(context)
    if (typeof result === 'bigint') return Number(result)
    return typeof result === 'string' ||
      typeof result === 'boolean' ||
      (typeof result === 'number' && Number.isFinite(result))
      ? result
      : undefined
  } catch {
    return undefined
  }
}

interface CelError {
  code?: string
  summary?: string
  message?: string
  range?: { start: number; end: number }
}

interface Ast {
  op: string
  args: unknown
}

const celTypes = {
  text: 'string',
  number: 'double',
  boolean: 'bool',
  date: 'string',
  email: 'string',
  phone: 'string',
} as const

const environments = new WeakMap<object, Environment>()

function environmentOf({ facts, profile }: FormulaScope): Environment {
  const cached = environments.get(facts)
  if (cached) return cached
  const env = new Environment({
    // Unknown names must be errors: a bare `constructor` would otherwise read the context's prototype.
    unlistedVariablesAreDyn: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: limits.formulaNodes, maxDepth: limits.formulaDepth },
  })
  for (const [name, { type }] of Object.entries(facts)) {
    try {
      env.registerVariable(name, celTypes[type])
    } catch {
      // A fact named like a word of the language cannot be used in formulas; templates still can.
    }
  }
  const fields = Object.fromEntries(Object.entries(profile).map(([name, { type }]) => [name, celTypes[type]]))
  env.registerVariable({ name: 'profile', schema: fields } as never)
  env.registerVariable({ name: 'customer', schema: { name: 'string', language: 'string' } } as never)
  env.registerVariable('channel', 'string')
  env.registerVariable('now', 'google.protobuf.Timestamp')
  addOperators(env)
  env.registerFunction('string.like(string): bool', (text: string, pattern: string) => like(text, pattern))
  env.registerFunction('string.fits(string): bool', (text: string, pattern: string) =>
    RE2JS.compile(pattern).matches(text),
  )
  env.registerFunction('known(ast): bool', knownMacro as never)
  environments.set(facts, env)
  return env
}

/** Facts are numbers with a point; people write whole numbers. */
function addOperators(env: Environment) {
  env.registerOperator('double == int', (a: number, b: bigint) => a === Number(b))
  const both: [string, (a: number, b: number) => number][] = [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
    ['*', (a, b) => a * b],
    ['/', (a, b) => a / b],
    ['%', (a, b) => a % b],
  ]
  for (const [sign, work] of both) {
    env.registerOperator(`double ${sign} int`, (a: number, b: bigint) => work(a, Number(b)))
    env.registerOperator(`int ${sign} double`, (a: bigint, b: number) => work(Number(a), b))
  }
  env.registerOperator('double in list<int>', (a: number, list: bigint[]) => list.some((each) => Number(each) === a))
}

/** `known(invoice)`: whether the fact is known and still holds. Looks at the name itself, not at its value. */
function knownMacro({ args }: { args: { op: string; args: unknown }[] }) {
  return {
    args,
    typeCheck: (checker: { getType(name: string): unknown; createError?: unknown }) => checker.getType('bool'),
    evaluate: (_: unknown, __: unknown, context: { getValue(name: unknown): unknown }) =>
      args[0]?.op === 'id' && context.getValue(args[0].args) !== undefined,
    async: false,
  }
}

/** `*` stands for anything; the rest is compared without regard to case. */
function like(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split('*')
  const whole = text.toLowerCase()
  let at = 0
  for (const [index, part] of parts.entries()) {
    const found = whole.indexOf(part, at)
    if (found === -1 || (index === 0 && found !== 0)) return false
    at = found + part.length
  }
  return parts.at(-1) === '' || whole.endsWith(parts.at(-1) ?? '')
}

const macros = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

function walk(root: Ast): { used: Set<string>; asked: Set<string>; refused: string | undefined } {
  const used = new Set<string>()
  const asked = new Set<string>()
  let refused: string | undefined
  const visit = (value: unknown, nesting: number): void => {
    if (Array.isArray(value)) {
      // A call is its name followed by what it is called on and with.
      for (const each of value) visit(each, nesting)
      return
    }
    if (typeof value !== 'object' || value === null || !('op' in value)) return
    const { op, args } = value as Ast
    const name = (op === 'call' || op === 'rcall') && Array.isArray(args) ? String(args[0]) : ''
    if (name === 'matches') refused = 'Use text.like("*abc*") or text.fits("a+") instead of matches.'
    if (name === 'known') {
      const [asksFor] = (args as unknown[])[1] as Ast[]
      if (asksFor?.op === 'id') asked.add(String(asksFor.args))
      else refused = 'Write known(fact) with the name of a fact.'
      return
    }
    const deeper = macros.has(name) ? nesting + 1 : nesting
    if (deeper > limits.formulaMacroDepth)
      refused = `Lists can be looked through at most ${limits.formulaMacroDepth} deep.`
    if (op === 'id') used.add(String(args))
    visit(args, deeper)
  }
  visit(root, 0)
  return { used, asked, refused }
}

function typeOf(type: string): Formula['type'] {
  if (type === 'bool') return 'yes-no'
  if (type === 'double' || type === 'int' || type === 'uint') return 'number'
  return type === 'string' ? 'text' : 'other'
}

function inWords(error: CelError | undefined, source: string): string {
  const summary = error?.summary ?? error?.message ?? 'This formula cannot be read.'
  const at = error?.range?.start ?? 0
  if (error?.code === 'unexpected_character') {
    if (source[at] === '=') return 'Use == to compare.'
    if (/\b(and|or|not)\b/.test(source)) return 'Write && for and, || for or, ! for not.'
    if (/[“”‘’]/.test(source[at] ?? '')) return 'Use straight quotes: "text".'
    return `“${source[at] ?? ''}” does not belong here.`
  }
  if (error?.code === 'unknown_variable')
    return `${summary.replace('Unknown variable: ', 'There is no fact called ')}. Declare it, or correct the name.`
  if (error?.code === 'no_such_key')
    return `${summary.replace('No such key: ', 'There is no field called ')}. Declare it in the workspace, or correct the name.`
  if (error?.code === 'unexpected_token' && summary.includes('EOF')) return 'The formula is not finished.'
  return summary.endsWith('.') ? summary : `${summary}.`
}

function refuse(message: string, from: number, to: number): { ok: false; problems: FormulaProblem[] } {
  return { ok: false, problems: [{ message, from, to }] }
}

/** A copy without a prototype, so that no name can reach one. */
function bare(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.assign(Object.create(null), values)
}
