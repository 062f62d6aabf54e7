import type { Problem, Severity } from '#core'

/** A problem with the file it is in. */
export interface FileProblem extends Problem {
  file: string
}

/** Prints an answer: JSON when asked for, otherwise words. */
export function print(asJson: unknown, json: unknown, words: string): void {
  process.stdout.write(asJson ? `${JSON.stringify(json, null, 2)}\n` : words === '' ? '' : `${shown(words)}\n`)
}

/** Says why a command could not do its work, and makes it exit with 1. */
export function fail(message: string): void {
  process.stderr.write(`${shown(message)}\n`)
  process.exitCode = 1
}

/** Says that something went wrong which nobody thought of, and ends with 1. */
export function failUnexpectedly(error: unknown): never {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`Throughline could not go on: ${message}. Set LOG_LEVEL=debug to see where.\n`)
  if (process.env.LOG_LEVEL === 'debug') process.stderr.write(`${stack}\n`)
  process.exit(1)
}

/** What a file or a customer wrote must not steer the terminal, nor turn its lines round. */
function shown(words: string): string {
  return words.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}

const marks: Record<Severity, string> = { error: 'must fix', warning: 'should fix', tip: 'tip' }

/** Problems as a person reads them, file by file, the worst first. */
export function problemsInWords(problems: readonly FileProblem[]): string {
  const files = [...new Set(problems.map((each) => each.file))]
  const lines = files.flatMap((file) => {
    const own = problems.filter((each) => each.file === file)
    const sorted = (['error', 'warning', 'tip'] as const).flatMap((severity) =>
      own.filter((each) => each.severity === severity),
    )
    return [file, ...sorted.flatMap(inWords), '']
  })
  return [...lines, tally(problems)].join('\n')
}

function inWords({ code, severity, node, path, message, why, counterexample }: FileProblem): string[] {
  const where = node ?? (path.length > 0 ? path.join('.') : 'the whole document')
  const walk = counterexample && counterexample.length > 0 ? [`    For example: ${walkInWords(counterexample)}`] : []
  return [`  ${marks[severity]} · ${where} · ${code}`, `    ${message}`, `    Why: ${why}`, ...walk]
}

function walkInWords(walk: NonNullable<Problem['counterexample']>): string {
  return walk.map(({ node, outcome }) => `${node}, ${outcome.replaceAll('_', ' ')}`).join(' → ')
}

function tally(problems: readonly Problem[]): string {
  const count = (severity: Severity) => problems.filter((each) => each.severity === severity).length
  const words = [
    [count('error'), 'error'],
    [count('warning'), 'warning'],
    [count('tip'), 'tip'],
  ] as const
  return `${words.flatMap(([n, word]) => (n > 0 ? [`${n} ${word}${n === 1 ? '' : 's'}`] : [])).join(', ')}.`
}
