// `npm start`: makes the clone ready, then serves. What follows `npm start --` goes to `throughline serve`.
import { ready } from './ready.mjs'

try {
  await ready()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
process.argv = [process.execPath, 'throughline', 'serve', ...process.argv.slice(2)]
await import('../dist/runtime/cli/main.js')
