// Prints "N passed, N failed" from Vitest's JSON report. A file that could not even be loaded counts as one failure.
import { readFileSync } from 'node:fs'

let report
try {
  report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
} catch {
  report = undefined
}
const unloaded =
  report?.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0) ?? []
const passed = report?.numPassedTests ?? 0
const failed = report ? report.numFailedTests + unloaded.length : 1
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
