import { blocks } from '#core'
import { examineFile } from './examine.ts'
import { openJourney } from './open-journey.ts'
import { print, problemsInWords } from './print.ts'

/** `throughline check FILES…`: every problem, with why it matters and the path that shows it. */
export function checkCommand(files: string[], { json }: { json?: boolean }): void {
  const opened = files.map((file) => openJourney(file))
  const journeys = opened.flatMap((each) => (each.ok ? [each.value.journey] : []))
  const problems = files.flatMap((file, index) => {
    const own = opened[index]
    const others = own?.ok
      ? journeys.filter((each) => each !== own.value.journey && each.id !== own.value.journey.id)
      : []
    return examineFile(file, others).problems
  })
  const listed = problems.map(({ code, severity, node, message, counterexample, file, why, path }) => ({
    code,
    severity,
    node,
    message,
    counterexample,
    file,
    why,
    path,
  }))
  const clear = files.length === 1 ? `${files[0]}: no problems.` : `${files.length} files: no problems.`
  print(json, { problems: listed }, problems.length === 0 ? clear : problemsInWords(problems))
  if (blocks(problems)) process.exitCode = 1
}
