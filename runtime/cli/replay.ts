import { createHash } from 'node:crypto'
import { ReplayAnswer } from '#api'
import { compileRelease, parseRelease, type RunStart } from '#core'
import { nodeTypes } from '#nodes'
import { askServer, type ServerOptions } from './ask-server.ts'
import { fail, print } from './print.ts'
import { inWords, stepAgain } from './step-again.ts'

/** `throughline replay RUN`: steps a recorded run again on this build and says where it first differs. Changes nothing. */
export async function replayCommand(run: string, options: ServerOptions): Promise<void> {
  const asked = await askServer(options, 'GET', `/api/runs/${encodeURIComponent(run)}/journal`, ReplayAnswer)
  if (!asked.ok) return fail(asked.message)
  const recorded = asked.value
  const release = parseRelease(recorded.release, (text) => createHash('sha256').update(text).digest('hex'))
  const plan = release.ok ? compileRelease(release.value, nodeTypes) : release
  if (!plan.ok) return fail(plan.problems.map((each) => each.message).join('\n'))
  if (!recorded.start)
    return fail('This run began on a version that did not keep what runs start with, so it cannot be stepped again.')
  const { turns, difference } = stepAgain(plan.value, recorded.start as unknown as RunStart, recorded)
  const lines = turns.map(
    (each) => `${each.equal ? 'same' : 'DIFFERS'} · turn ${each.turn} · ${each.event} · ${inWords(each.now)}`,
  )
  if (difference) lines.push(`Turn ${difference.turn} was: ${difference.was}`, `This build has: ${difference.now}`)
  else lines.push('The same on this build.')
  const equal = difference === null
  print(options.json, { run, release: recorded.run.release, equal, difference, turns }, lines.join('\n'))
  if (!equal) process.exitCode = 1
}
