import { type Flags, readConfig } from '#server/config'
import { serve } from '#server/serve'
import { fail, print } from './print.ts'

/** `throughline serve`: starts everything and prints one link. Stops in order on a signal. */
export async function serveCommand(options: Flags & { json?: boolean }): Promise<void> {
  // What customers say is for this user's eyes, whatever folder it is kept in.
  process.umask(0o077)
  const read = readConfig(options, process.env)
  if (!read.ok) return fail(read.message)
  const served = await serve(read.config)
  if (!served.ok) return fail(served.message)
  const { url, link, smtpPort, stop } = served.running
  const mail = smtpPort === undefined ? [] : [`Mail is received by SMTP on port ${smtpPort}.`]
  print(options.json, { url, link, smtpPort: smtpPort ?? null }, [`Throughline is ready: ${link}`, ...mail].join('\n'))
  let stopping = false
  const onSignal = () => {
    // Who asks twice does not want to wait.
    if (stopping) process.exit(1)
    stopping = true
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}
