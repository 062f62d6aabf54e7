/** How bad: `error` blocks publishing, `warning` asks first, `tip` only says. */
export type Severity = 'error' | 'warning' | 'tip'

/** One step of a walk: the node (or stage) and the outcome taken. */
export interface WalkStep {
  node: string
  outcome: string
}

/** A path through the journey that shows a problem. The canvas can play it and the simulator can run it. */
export type Walk = WalkStep[]

/** What is wrong, where, and what it would mean for the customer. */
export interface Problem {
  code: string
  severity: Severity
  /** The node or stage it is about, or null for the whole document. */
  node: string | null
  /** Where in the document, from the root. */
  path: (string | number)[]
  /** One sentence: what is wrong and what to do. */
  message: string
  /** One sentence: what it would mean for the customer. */
  why: string
  counterexample: Walk | null
}

/** Makes a problem, filling in what most of them leave empty. */
export function problem(
  code: string,
  severity: Severity,
  node: string | null,
  message: string,
  why: string,
  more: Partial<Pick<Problem, 'path' | 'counterexample'>> = {},
): Problem {
  return { code, severity, node, message, why, path: more.path ?? [], counterexample: more.counterexample ?? null }
}

/** Whether any of these problems blocks publishing. */
export function blocks(problems: readonly Problem[]): boolean {
  return problems.some((each) => each.severity === 'error')
}
