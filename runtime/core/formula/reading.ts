import type { ASTNode } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import { limits } from '../limits.ts'
import type { FormulaScope } from './environment.ts'

/** Something that stands in the way of using a formula. */
export interface FormulaProblem {
  message: string
  from: number
  to: number
}

/** A fact a formula uses, and whether `known(…)` keeps it from mattering while it is not known. */
export interface FactUse {
  name: string
  guarded: boolean
}

/** What must be known, and what must not be, for a formula to come out one way. */
export interface Implied {
  known: string[]
  unknown: string[]
}

/** What a formula says without running it. */
export interface Reading {
  facts: FactUse[]
  /** Every fact it looks at, those it only asks about with `known(…)` included. */
  names: string[]
  whenTrue: Implied
  /** When it is false, or cannot be worked out. */
  whenNot: Implied
  /** Whether it always comes out as something once the facts it uses are known. */
  sure: boolean
  problems: FormulaProblem[]
}

const macros = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** Reads a formula's tree: the facts it uses, what its answers imply, and what we do not allow in it. */
export function readFormula(root: ASTNode, scope: FormulaScope): Reading {
  const uses = new Map<string, boolean>()
  const asks = new Set<string>()
  // Without a memory, conditions inside conditions would take time exponential in their depth.
  const remembered = new Map<ASTNode, Partial<Record<Way, Set<string>>>>()
  const problems: FormulaProblem[] = []
  walk(root, { guards: new Set(), bound: new Set(), macros: 0 })
  return {
    facts: [...uses].map(([name, guarded]) => ({ name, guarded })),
    names: [...new Set([...uses.keys(), ...asks])],
    whenTrue: implied(whenever(root, 'true')),
    whenNot: implied(whenever(root, 'not-true')),
    sure: sure(root),
    problems,
  }

  function walk(node: ASTNode, at: { guards: ReadonlySet<string>; bound: ReadonlySet<string>; macros: number }) {
    const guardedBy = (more: Iterable<string>) => ({ ...at, guards: new Set([...at.guards, ...more]) })
    if (node.op === 'id') {
      if (at.bound.has(node.args) || !Object.hasOwn(scope.facts, node.args)) return
      uses.set(node.args, (uses.get(node.args) ?? true) && at.guards.has(node.args))
    } else if (node.op === '&&') {
      walk(node.args[0], guardedBy(settles(node.args[1], false)))
      walk(node.args[1], guardedBy(settles(node.args[0], false)))
    } else if (node.op === '||') {
      walk(node.args[0], guardedBy(settles(node.args[1], true)))
      walk(node.args[1], guardedBy(settles(node.args[0], true)))
    } else if (node.op === '?:') {
      walk(node.args[0], at)
      walk(node.args[1], guardedBy(settles(node.args[0], false)))
      walk(node.args[2], guardedBy(settles(node.args[0], true)))
    } else if (node.op === 'call' && node.args[0] === 'known') {
      const refused = whyNotAsked(node.args[1], scope)
      const asked = askedFact(node)
      if (asked !== undefined) asks.add(asked)
      if (refused) problems.push({ message: refused, from: node.start, to: node.end })
    } else if (node.op === 'rcall' || node.op === 'call') {
      const [name] = node.args
      const args = node.args.at(-1) as ASTNode[]
      const refused = whyNotCalled(name, args)
      if (refused) problems.push({ message: refused, from: node.start, to: node.end })
      if (node.op === 'rcall') walk(node.args[1], at)
      const [variable] = args
      if (node.op !== 'rcall' || !macros.has(name) || variable?.op !== 'id') {
        for (const each of args) walk(each, at)
      } else if (at.macros >= limits.formulaMacroDepth) {
        const message = `At most ${limits.formulaMacroDepth} of “all”, “exists”, “map” and “filter” may stand inside each other.`
        problems.push({ message, from: node.start, to: node.end })
      } else {
        const inside = { ...at, bound: new Set([...at.bound, variable.args]), macros: at.macros + 1 }
        for (const each of args.slice(1)) walk(each, inside)
      }
    } else {
      for (const each of children(node)) walk(each, at)
    }
  }

  /** The facts that, while not known, make a node certainly come out as `answer`, without an error. */
  function settles(node: ASTNode, answer: boolean): Set<string> {
    if (node.op === '!_') return settles(node.args, !answer)
    if (node.op === '&&' || node.op === '||') {
      const [a, b] = [settles(node.args[0], answer), settles(node.args[1], answer)]
      return (node.op === '&&') === answer ? both(a, b) : either(a, b)
    }
    const asked = askedFact(node)
    return new Set(asked !== undefined && !answer ? [asked] : [])
  }

  /** What certainly holds, as `+fact` (known) and `-fact` (not known), whenever a node comes out this way. */
  function whenever(node: ASTNode, way: Way): Set<string> {
    const memory = remembered.get(node) ?? {}
    remembered.set(node, memory)
    memory[way] ??= work(node, way)
    return memory[way]
  }

  function work(node: ASTNode, way: Way): Set<string> {
    const asked = askedFact(node)
    if (asked !== undefined) return new Set([way === 'true' || way === 'not-false' ? `+${asked}` : `-${asked}`])
    if (node.op === 'value') return new Set()
    if (node.op === '!_') return whenever(node.args, opposite[way])
    if (node.op === '&&' || node.op === '||') {
      const [a, b] = [whenever(node.args[0], way), whenever(node.args[1], way)]
      return (node.op === '&&') === (way === 'true' || way === 'not-false') ? either(a, b) : both(a, b)
    }
    if (way === 'not-true' || way === 'not-false') return new Set()
    if (node.op === '?:') {
      const [condition, yes, no] = node.args
      const [a, b] = [
        either(whenever(condition, 'true'), whenever(yes, way)),
        either(whenever(condition, 'false'), whenever(no, way)),
      ]
      return both(a, b)
    }
    return new Set([...needed(node)].map((name) => `+${name}`))
  }

  /** The facts without which a plain expression cannot be worked out at all. */
  function needed(node: ASTNode): Set<string> {
    if (node.op === 'id') return new Set(Object.hasOwn(scope.facts, node.args) ? [node.args] : [])
    // Inside lists and optional parts a value may never be looked at, and names may be bound.
    if (!plain.has(node.op)) return new Set()
    return children(node).reduce((all, each) => either(all, needed(each)), new Set<string>())
  }

  function sure(node: ASTNode): boolean {
    if (node.op === 'id') return Object.hasOwn(scope.facts, node.args) || node.args === 'channel' || node.args === 'now'
    if (node.op === 'call') return node.args[0] === 'known'
    if (node.op === 'rcall') return total.has(node.args[0]) && children(node).every(sure)
    // Nothing comes out when it is divided by zero.
    if (node.op === '/' || node.op === '%') return sure(node.args[0]) && isAmount(node.args[1])
    return (node.op === 'value' || always.has(node.op)) && children(node).every(sure)
  }

  function askedFact(node: ASTNode): string | undefined {
    if (node.op !== 'call' || node.args[0] !== 'known') return undefined
    const [asked] = node.args[1]
    return asked?.op === 'id' && Object.hasOwn(scope.facts, asked.args) ? asked.args : undefined
  }
}

type Way = 'true' | 'false' | 'not-true' | 'not-false'

const opposite = { true: 'false', false: 'true', 'not-true': 'not-false', 'not-false': 'not-true' } as const
const plain = new Set<string>(['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '-_'])

/** What comes out whatever it is worked out from. Fields of the profile may be missing, and texts be no dates. */
const always = new Set<string>([...plain, '!_', '&&', '||', '?:', 'in', 'list'])
const total = new Set(['like', 'hasPattern', 'contains', 'startsWith', 'endsWith'])

function isAmount(node: ASTNode): boolean {
  return node.op === 'value' && typeof node.args !== 'string' && Number(node.args) !== 0
}

function whyNotAsked(args: ASTNode[], scope: FormulaScope): string | undefined {
  const [asked] = args
  if (args.length === 1 && asked?.op === 'id') {
    return Object.hasOwn(scope.facts, asked.args)
      ? undefined
      : `“${asked.args}” is not a fact of this journey. Declare it, or correct its name.`
  }
  if (args.length === 1 && asked?.op === '.' && asked.args[0].op === 'id') {
    const [owner, field] = [asked.args[0].args, asked.args[1]]
    if (owner === 'profile' && Object.hasOwn(scope.profile, field)) return undefined
    if (owner === 'customer' && (field === 'name' || field === 'language')) return undefined
  }
  return 'Put one fact into known(…), such as known(invoice).'
}

function whyNotCalled(name: string, args: ASTNode[]): string | undefined {
  if (name === 'matches')
    return 'Use like instead of matches: invoice.like("INV*"), or invoice.hasPattern("^INV") for a regular expression.'
  if (name !== 'hasPattern') return undefined
  const [pattern] = args
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string')
    return 'Write the pattern itself in quotes: invoice.hasPattern("^INV").'
  try {
    RE2JS.compile(pattern.args)
    return undefined
  } catch {
    return `“${pattern.args}” is not a regular expression we can search with. Look-arounds and back-references are not supported.`
  }
}

function children(node: ASTNode): ASTNode[] {
  const found: ASTNode[] = []
  const take = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(take)
    else if (typeof value === 'object' && value !== null && 'op' in value) found.push(value as ASTNode)
  }
  take(node.args)
  return found
}

function implied(signs: Set<string>): Implied {
  const named = (sign: string) => [...signs].filter((each) => each.startsWith(sign)).map((each) => each.slice(1))
  return { known: named('+').sort(), unknown: named('-').sort() }
}

function either<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  return new Set([...a, ...b])
}

function both<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  return new Set([...a].filter((each) => b.has(each)))
}
