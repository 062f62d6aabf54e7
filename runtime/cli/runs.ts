import { RunsAnswer } from '#api'
import { askServer, type ServerOptions } from './ask-server.ts'
import { fail, print } from './print.ts'

/** `throughline runs`: where each run is and what it waits for. */
export async function runsCommand(
  options: ServerOptions & { journey?: string; status?: string; limit?: string },
): Promise<void> {
  const { journey, status, limit } = options
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ journey, status, limit }))
    if (value !== undefined) query.set(name, value)
  const asked = await askServer(options, 'GET', `/api/runs?${query}`, RunsAnswer)
  if (!asked.ok) return fail(asked.message)
  const { runs } = asked.value
  const lines = runs.map((run) => {
    const where =
      run.status === 'ended' ? '' : `  at ${run.at.join(', ')}, waits for ${run.waitingFor.join(', ') || 'nothing'}`
    return `${run.id}  ${run.journey}  ${run.status} since ${run.since}${where}`
  })
  print(options.json, runs, lines.join('\n') || 'There are no such runs.')
}
