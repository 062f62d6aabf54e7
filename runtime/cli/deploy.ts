import { createHash } from 'node:crypto'
import { PublishedAnswer } from '#api'
import { limits, parseRelease } from '#core'
import { askServer, type ServerOptions } from './ask-server.ts'
import { readText } from './open-journey.ts'
import { fail, print, problemsInWords } from './print.ts'

/** `throughline deploy FILE`: sends a release to a running server, which checks it again. */
export async function deployCommand(file: string, options: ServerOptions): Promise<void> {
  const text = readText(file, limits.releaseBytes)
  if (!text.ok) return fail(`${file}: ${text.message}`)
  const parsed = parseRelease(text.value, (content) => createHash('sha256').update(content).digest('hex'))
  if (!parsed.ok) {
    const problems = parsed.problems.map((each) => ({ ...each, file }))
    print(options.json, { problems }, problemsInWords(problems))
    return fail(
      /"kind":\s*"release"/.test(text.value)
        ? 'Nothing was deployed.'
        : 'This is no release. Make one with `throughline export`.',
    )
  }
  const asked = await askServer(options, 'POST', '/api/releases', PublishedAnswer, text.value)
  if (!asked.ok) {
    const problems = asked.problems.map((each) => ({ ...each, file }))
    if (problems.length > 0 || options.json) print(options.json, { problems }, problemsInWords(problems))
    return fail(asked.message)
  }
  const { release } = asked.value
  print(options.json, { release }, `${parsed.value.journey.id} is on release ${release.number} now: ${release.hash}`)
}
