import { z } from 'zod'
import { ReleaseRow, RolledBackAnswer } from '#api'
import { askServer, type ServerOptions } from './ask-server.ts'
import { fail, print } from './print.ts'

const Answer = z.object({ releases: z.array(ReleaseRow.extend({ journey: z.string() })) })

/** `throughline releases [JOURNEY]`: what was released, newest first. */
export async function releasesCommand(journey: string | undefined, options: ServerOptions): Promise<void> {
  const query = journey === undefined ? '' : `?document=${encodeURIComponent(journey)}`
  const asked = await askServer(options, 'GET', `/api/releases${query}`, Answer)
  if (!asked.ok) return fail(asked.message)
  const { releases } = asked.value
  const lines = releases.map(
    ({ journey, number, at, by, note, hash, current }) =>
      `${current ? '*' : ' '} ${journey} ${number}  ${at}  ${hash.slice(0, 12)}  ${by}${note ? `: ${note}` : ''}`,
  )
  const nothing =
    journey === undefined ? 'Nothing was released yet.' : `No release of “${journey}” is here. Is that its id?`
  print(options.json, { releases }, lines.join('\n') || nothing)
}

/** `throughline rollback JOURNEY`: the release before the current one becomes current again. */
export async function rollbackCommand(journey: string, options: ServerOptions): Promise<void> {
  const asked = await askServer(
    options,
    'POST',
    `/api/documents/${encodeURIComponent(journey)}/rollback`,
    RolledBackAnswer,
  )
  if (!asked.ok) return fail(asked.message)
  const { release } = asked.value
  print(options.json, { release }, `${journey} is back on release ${release.number}: ${release.hash}`)
}
