import type { ASTNode, ParseError, ParseResult, TypeError as TypeMismatch } from '@marcbachmann/cel-js'
import type { FactValue } from '#sdk'
import { environmentFor, type FormulaScope } from './formula/environment.ts'
import { plainWords } from './formula/plain-words.ts'
import { type FactUse, type FormulaProblem, type Implied, readFormula } from './formula/reading.ts'
import { limits } from './limits.ts'
import type { TemplateValues } from './template.ts'

export { type FormulaScope, isReservedName } from './formula/environment.ts'
export type { FactUse, FormulaProblem, Implied } from './formula/reading.ts'

/** The kinds of values a formula can come out with. */
export type FormulaType = 'yes-no' | 'text' | 'number' | 'date'

/** A formula read, typed and ready to be worked out. */
export interface Formula {
  source: string
  type: FormulaType
  /** The facts it uses, and which of them `known(…)` guards. */
  facts: readonly FactUse[]
  /** Every fact it looks at, those it only asks about included. */
  names: readonly string[]
  /** What must be known, or not, whenever it is true. */
  whenTrue: Implied
  /** The same whenever it is not true: false, or something it needs is not known. */
  whenNot: Implied
  /** Whether it always comes out as something once the facts it uses are known. */
  sure: boolean
  /** Works on the values CEL sees. Use `evaluate`. */
  run: ParseResult
}

/** A formula, or everything that is wrong with it and where. */
export type CompiledFormula = { ok: true; formula: Formula } | { ok: false; problems: FormulaProblem[] }

const types: Record<string, FormulaType> = {
  bool: 'yes-no',
  string: 'text',
  double: 'number',
  int: 'number',
  uint: 'number',
  'google.protobuf.Timestamp': 'date',
}

/** Reads a formula: facts by their names, `profile.…`, `customer.name`, `channel`, `now`, and `known(fact)`. */
export function compileFormula(source: string, scope: FormulaScope): CompiledFormula {
  const refuse = (message: string): CompiledFormula => ({
    ok: false,
    problems: [{ message, from: 0, to: source.length }],
  })
  if (source.trim() === '') return refuse('The formula is empty. Write something such as age > 18.')
  if (source.length > limits.templateLength)
    return refuse(`The formula has ${source.length} characters; at most ${limits.templateLength} are allowed.`)
  const parsed = parse(source, scope)
  if (!parsed.ok) return parsed
  const { run } = parsed
  const { problems, ...reading } = readFormula(run.ast as ASTNode, scope)
  if (problems.length > 0) return { ok: false, problems }
  const checked = run.check()
  if (!checked.valid) return { ok: false, problems: [plainWords(checked.error as ParseError | TypeMismatch, source)] }
  const type = types[checked.type ?? '']
  if (!type) return refuse('A formula must come out as a yes or no, a text, a number or a date.')
  return { ok: true, formula: { source, type, ...reading, run } }
}

/** Works a formula out. Answers undefined when something it needs is not known, or makes no sense (`1 / 0`). */
export function evaluate(formula: Formula, values: TemplateValues): FactValue | undefined {
  try {
    return plainValue(formula.run(contextFor(formula, values)))
  } catch {
    // CEL reports everything that cannot be worked out by throwing; for a journey it is simply not known.
    return undefined
  }
}

function parse(
  source: string,
  scope: FormulaScope,
): { ok: true; run: ParseResult } | { ok: false; problems: FormulaProblem[] } {
  try {
    return { ok: true, run: environmentFor(scope).parse(source) }
  } catch (error) {
    return { ok: false, problems: [plainWords(error as ParseError, source)] }
  }
}

/** Without prototypes, so that no name in a formula can reach one; and only the facts that it uses. */
function contextFor({ names }: Formula, values: TemplateValues): Record<string, unknown> {
  const context: Record<string, unknown> = Object.create(null)
  for (const name of names) if (Object.hasOwn(values.facts, name)) context[name] = values.facts[name]
  context.profile = Object.assign(Object.create(null), values.profile)
  const { name, language } = values.customer
  context.customer = Object.assign(
    Object.create(null),
    name === null ? {} : { name },
    language === null ? {} : { language },
  )
  context.channel = values.channel
  context.now = new Date(values.now)
  return context
}

function plainValue(value: unknown): FactValue | undefined {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  return undefined
}
