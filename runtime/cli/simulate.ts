import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseScenario, type Simulated, simulate } from '#simulator'
import { examineFile } from './examine.ts'
import { readAs } from './open-journey.ts'
import { type FileProblem, print, problemsInWords } from './print.ts'

/** A scenario's file and what it showed. */
interface Shown extends Simulated {
  scenario: string
}

/** `throughline simulate FILE --scenario FILE`: a journey on a virtual clock. */
export async function simulateCommand(
  file: string,
  { scenario, json }: { scenario?: string; json?: boolean },
): Promise<void> {
  const examined = examineFile(file)
  if (!examined.ok) return refuse(examined.problems, json)
  const { journey, catalog, file: opened } = examined.value
  const files = scenario === undefined ? scenariosBeside(opened) : [scenario]
  if (files.length === 0)
    return refuse(
      [],
      json,
      `There is no scenario beside ${opened}. Name one with --scenario, or put it into scenarios/.`,
    )
  const shown: Shown[] = []
  for (const each of files) {
    const read = readAs(each, parseScenario)
    if (!read.ok) return refuse(read.problems, json)
    if (read.value.journey !== journey.id) {
      return refuse([], json, `${each} is a scenario of “${read.value.journey}”, not of “${journey.id}”.`)
    }
    shown.push({ scenario: each, ...simulate(journey, catalog, read.value) })
  }
  const ok = shown.every((each) => each.ok)
  const [only] = shown
  const asJson =
    shown.length === 1 && only
      ? answerOf(only)
      : { ok, scenarios: shown.map((each) => ({ scenario: each.scenario, ...answerOf(each) })) }
  print(json, asJson, shown.flatMap(inWords).join('\n'))
  if (!ok) process.exitCode = 1
}

function scenariosBeside(file: string): string[] {
  const folder = join(dirname(file), 'scenarios')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name))
}

function answerOf({ ok, trail, sent, facts, at, ended, failures }: Simulated): Simulated {
  return { ok, trail, sent, facts, at, ended, failures }
}

function inWords({ scenario, ok, trail, sent, at, ended, failures }: Shown): string[] {
  return [
    `${ok ? 'passed' : 'FAILED'} · ${scenario}`,
    `  went: ${trail.join(' → ') || 'nowhere'}`,
    ...sent.map((message) => `  sent by ${message.channel}: ${message.text.replaceAll('\n', ' ')}`),
    ended ? '  ended' : `  rests at: ${at.join(', ')}`,
    ...failures.map(({ step, message }) => `  step ${step + 1}: ${message}`),
  ]
}

function refuse(problems: readonly FileProblem[], json: boolean | undefined, message?: string): void {
  const failures =
    message === undefined
      ? problems.map((each) => ({ step: -1, message: `${each.file}: ${each.message}` }))
      : [{ step: -1, message }]
  print(
    json,
    { ok: false, trail: [], sent: [], facts: {}, at: [], ended: false, failures },
    message ?? problemsInWords(problems),
  )
  process.exitCode = 1
}
