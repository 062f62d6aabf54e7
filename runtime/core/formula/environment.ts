import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import type { FactType } from '#sdk'
import type { FactDeclaration } from '../journey.ts'
import { limits } from '../limits.ts'
import type { Workspace } from '../workspace.ts'

/** What a formula may name. */
export interface FormulaScope {
  facts: Readonly<Record<string, FactDeclaration>>
  profile: Workspace['profile']
}

const celTypes = {
  text: 'string',
  number: 'double',
  boolean: 'bool',
  date: 'string',
  email: 'string',
  phone: 'string',
} as const satisfies Record<FactType, string>

const byFacts = new WeakMap<FormulaScope['facts'], WeakMap<FormulaScope['profile'], Environment>>()
let base: Environment | undefined

/** The CEL environment in which a journey's formulas are read: its facts by name, the profile, and our functions. */
export function environmentFor({ facts, profile }: FormulaScope): Environment {
  const byProfile = byFacts.get(facts) ?? new WeakMap<FormulaScope['profile'], Environment>()
  byFacts.set(facts, byProfile)
  let environment = byProfile.get(profile)
  if (!environment) {
    base ??= makeBase()
    environment = base.clone()
    for (const [name, { type }] of Object.entries(facts))
      if (!isReservedName(name)) environment.registerVariable(name, celTypes[type])
    const fields = Object.entries(profile).map(([name, { type }]) => [name, celTypes[type]])
    environment.registerVariable({ name: 'profile', schema: Object.fromEntries(fields) })
    byProfile.set(profile, environment)
  }
  return environment
}

const ours = ['profile', 'customer', 'channel', 'now', 'known', 'date', 'facts', 'in', 'true', 'false', 'null']

/** Whether formulas and templates use this word for something else, so that no fact can be called so. */
export function isReservedName(name: string): boolean {
  if (ours.includes(name)) return true
  base ??= makeBase()
  if (base.hasVariable(name)) return true
  try {
    base.parse(name)
    return false
  } catch {
    return true
  }
}

function makeBase(): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    enableOptionalTypes: true,
    limits: {
      maxAstNodes: limits.formulaNodes,
      maxDepth: limits.formulaDepth,
      maxListElements: 100,
      maxMapEntries: 100,
    },
  })
  // A number of ours is a CEL double, but `18` in a formula is a CEL int: without these, `age == 18` has no meaning.
  environment.registerOperator('double == int', (a: number, b: bigint) => a === Number(b))
  environment.registerOperator('double + int', (a: number, b: bigint) => a + Number(b))
  environment.registerOperator('double - int', (a: number, b: bigint) => a - Number(b))
  environment.registerOperator('double * int', (a: number, b: bigint) => a * Number(b))
  environment.registerOperator('double / int', (a: number, b: bigint) => a / Number(b))
  environment.registerOperator('double % int', (a: number, b: bigint) => a % Number(b))
  environment.registerOperator('int + double', (a: bigint, b: number) => Number(a) + b)
  environment.registerOperator('int - double', (a: bigint, b: number) => Number(a) - b)
  environment.registerOperator('int * double', (a: bigint, b: number) => Number(a) * b)
  environment.registerOperator('int / double', (a: bigint, b: number) => Number(a) / b)
  environment.registerOperator('double in list<int>', (a: number, list: bigint[]) => list.some((b) => Number(b) === a))
  environment.registerFunction('known(ast): bool', knownMacro)
  environment.registerFunction('string.like(string): bool', like, {
    description: 'Compares with * for any words, whatever the case',
  })
  environment.registerFunction('string.hasPattern(string): bool', hasPattern, {
    description: 'Searches with a regular expression (RE2)',
  })
  environment.registerFunction('date(string): google.protobuf.Timestamp', dateOf)
  environment.registerVariable('channel', 'string')
  environment.registerVariable('now', 'google.protobuf.Timestamp')
  environment.registerVariable({ name: 'customer', schema: { name: 'string', language: 'string' } })
  return environment
}

/** `known(invoice)`, `known(profile.tier)`: whether there is a value. The reading has checked what stands inside. */
function knownMacro({ args }: { args: ASTNode[] }) {
  const [asked] = args
  return {
    args,
    async: false,
    typeCheck: (checker: { getType(name: string): unknown }) => checker.getType('bool'),
    evaluate(_: unknown, __: unknown, context: { getValue(name: string): unknown }) {
      if (asked?.op === 'id') return context.getValue(asked.args) !== undefined
      if (asked?.op !== '.' || asked.args[0].op !== 'id') return false
      const owner = context.getValue(asked.args[0].args) as Record<string, unknown> | undefined
      return owner?.[asked.args[1]] !== undefined
    },
  }
}

function dateOf(text: string): Date {
  const date = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(date.getTime())) throw new Error('This is no date.')
  return date
}

/** Wildcard comparison without backtracking over more than the last star, so hostile text cannot stall it. */
function like(text: string, pattern: string): boolean {
  const words = text.toLowerCase()
  const parts = pattern.toLowerCase().split(/\*+/)
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  if (parts.length === 1) return words === first
  if (!words.startsWith(first) || !words.endsWith(last) || words.length < first.length + last.length) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = words.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= words.length - last.length
}

function hasPattern(text: string, pattern: string): boolean {
  return RE2JS.compile(pattern).matcher(text).find()
}
