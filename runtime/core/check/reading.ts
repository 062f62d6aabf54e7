import type { AnyNodeType } from '#sdk'
import { durationMs } from '../duration.ts'
import { compileFormula, type Formula, type FormulaProblem, type FormulaScope, type FormulaType } from '../formula.ts'
import type { GraphNode } from '../graph.ts'
import { type Insert, namesIn, parseTemplate } from '../template.ts'

/** A formula of a node: compiled, or what is wrong with it. */
export interface NodeFormula {
  path: (string | number)[]
  source: string
  expected: 'yes-no' | 'value'
  /** The fact that keeps what comes out. */
  keeps: string | undefined
  formula: Formula | undefined
  problems: FormulaProblem[]
}

/** A template of a node: the places in it, or what is wrong with it. */
export interface NodeTemplate {
  path: (string | number)[]
  inserts: Insert[]
  problem: string | undefined
}

/** What a node's settings say, read once for all rules. */
export interface NodeReading {
  formulas: NodeFormula[]
  templates: NodeTemplate[]
  skipWhen: NodeFormula | undefined
}

const durations = new Map<string, number | undefined>()

/** Milliseconds of a duration in a document; nothing when it means nothing on a calendar. */
export function readDuration(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined
  if (durations.has(duration)) return durations.get(duration)
  if (durations.size > 1000) durations.clear()
  let ms: number | undefined
  try {
    ms = durationMs(duration)
  } catch {
    // The document's schema lets some through that no calendar understands.
  }
  durations.set(duration, ms)
  return ms
}

/** Calls one of a type's functions of its settings, with nothing to say while they are unfinished. */
export function ask<T>(node: GraphNode, pick: (type: AnyNodeType) => ((config: never) => T[]) | undefined): T[] {
  const list = node.type && node.config !== undefined ? pick(node.type) : undefined
  return list ? list(node.config as never) : []
}

/** Reads what a node's settings say. */
export function readNode(node: GraphNode, scope: FormulaScope): NodeReading {
  const { skipWhen } = node.node
  return {
    formulas: ask(node, (type) => type.formulas).map(({ path, source, type, keeps }) => ({
      ...readFormula(path, source, type, scope),
      keeps,
    })),
    templates: ask(node, (type) => type.templates).map(({ path, source }) => {
      const parsed = parseTemplate(source)
      return parsed.ok
        ? { path, inserts: namesIn(parsed.template), problem: undefined }
        : { path, inserts: [], problem: parsed.message }
    }),
    skipWhen: skipWhen === undefined ? undefined : readFormula(['skipWhen'], skipWhen, 'yes-no', scope),
  }
}

function readFormula(
  path: (string | number)[],
  source: string,
  expected: 'yes-no' | 'value',
  scope: FormulaScope,
): NodeFormula {
  const compiled = compileFormula(source, scope)
  const read = { path, source, expected, keeps: undefined, formula: undefined }
  if (!compiled.ok) return { ...read, problems: compiled.problems }
  const { formula } = compiled
  if (expected === 'value' || formula.type === 'yes-no') return { ...read, formula, problems: [] }
  const message = `This comes out as ${kinds[formula.type]}, but a yes or no is needed. Compare it with something, such as ${source} == ….`
  return { ...read, problems: [{ message, from: 0, to: source.length }] }
}

const kinds: Record<FormulaType, string> = {
  'yes-no': 'a yes or no',
  text: 'a text',
  number: 'a number',
  date: 'a date',
}
