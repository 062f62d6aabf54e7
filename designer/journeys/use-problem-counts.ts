import { useEffect, useState } from 'react'
import type { DocumentRow } from '#api'
import { emptyWorkspace, Journey, Workspace } from '#core'
import { api } from '../api/client.ts'
import type { CheckAnswer, CheckRequest } from '../problems/check.worker.ts'

/** How many problems a document has. */
export interface Counts {
  errors: number
  warnings: number
}

/** Checks every listed document in a worker and counts what is wrong with each. */
export function useProblemCounts(rows: DocumentRow[] | null): Record<string, Counts> {
  const [counts, setCounts] = useState<Record<string, Counts>>({})
  useEffect(() => {
    if (!rows || rows.length === 0) return
    const worker = new Worker(new URL('../problems/check.worker.ts', import.meta.url), { type: 'module' })
    const order: string[] = []
    worker.addEventListener('message', ({ data }: MessageEvent<CheckAnswer>) => {
      const id = order[data.turn]
      if (id === undefined) return
      const errors = data.problems.filter(({ severity }) => severity === 'error').length
      const warnings = data.problems.filter(({ severity }) => severity === 'warning').length
      setCounts((before) => ({ ...before, [id]: { errors, warnings } }))
    })
    void load(rows).then(({ documents, workspace }) => {
      for (const journey of Object.values(documents)) {
        const turn = order.push(journey.id) - 1
        worker.postMessage({ turn, journey, documents, workspace } satisfies CheckRequest)
      }
    })
    return () => worker.terminate()
  }, [rows])
  return counts
}

async function load(rows: DocumentRow[]): Promise<{ documents: Record<string, Journey>; workspace: Workspace }> {
  const [workspace, ...answers] = await Promise.all([api.workspace(), ...rows.map(({ id }) => api.document(id))])
  const parsed = workspace.ok ? Workspace.safeParse(workspace.value.workspace) : undefined
  const documents = answers.flatMap((answer) => {
    const journey = answer.ok ? Journey.safeParse(answer.value.document) : undefined
    return journey?.success ? [[journey.data.id, journey.data] as const] : []
  })
  return { documents: Object.fromEntries(documents), workspace: parsed?.success ? parsed.data : emptyWorkspace }
}
