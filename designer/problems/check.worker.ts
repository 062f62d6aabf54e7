import '../ui/no-eval.ts'
import { catalogOf, check, type Journey, type Problem, type Workspace } from '#core'
import { nodeTypes } from '#nodes'

/** What the page sends to be checked. */
export interface CheckRequest {
  turn: number
  journey: Journey
  documents: Record<string, Journey>
  workspace: Workspace
}

/** What came of it. */
export interface CheckAnswer {
  turn: number
  problems: Problem[]
}

addEventListener('message', ({ data }: MessageEvent<CheckRequest>) => {
  const { turn, journey, documents, workspace } = data
  const problems = check(journey, catalogOf({ nodes: nodeTypes, documents, workspace }))
  postMessage({ turn, problems } satisfies CheckAnswer)
})
