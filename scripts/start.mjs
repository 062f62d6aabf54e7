// `npm start`: makes the clone ready, then serves. What follows `npm start --` goes to `throughline serve`.
import { ready } from './ready.mjs'

try {
  await ready()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
// npm runs this through a shell that does not pass signals on: when npm is gone, so is whoever wanted us.
if (process.env.npm_lifecycle_event === 'start') {
  const parent = process.ppid
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 300).unref()
}
process.argv = [process.execPath, 'throughline', 'serve', ...process.argv.slice(2)]
await import('../dist/runtime/cli/main.js')
