import { blocks, check, type Journey } from '#core'
import { type OpenJourney, openJourney } from './open-journey.ts'
import type { FileProblem } from './print.ts'

/** A journey that was opened and checked, or only its problems. */
export type Examined =
  | { ok: true; value: OpenJourney; problems: FileProblem[] }
  | { ok: false; problems: FileProblem[] }

/** Opens a journey and checks it, beside others that claim the same customers. Not ok when it has errors. */
export function examineFile(path: string, others: readonly Journey[] = []): Examined {
  const opened = openJourney(path)
  if (!opened.ok) return opened
  const { file, journey, catalog } = opened.value
  const { nodes, documents, workspace } = catalog
  const found = check(journey, { nodes: [...nodes.values()], documents, workspace, others: [...others] })
  const problems = found.map((each) => ({ ...each, file }))
  return blocks(found) ? { ok: false, problems } : { ok: true, value: opened.value, problems }
}
