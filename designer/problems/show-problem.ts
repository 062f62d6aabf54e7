import type { Problem } from '#core'
import { type Editor, journeyOf } from '../editor/editor-context.ts'
import type { InspectorTab } from '../editor/interface-state.ts'
import { announce } from '../ui/announce.tsx'

const envelope = new Set(['timeout', 'retry', 'skipWhen', 'skipTo'])

/** Selects the step a problem is about, opens the tab with the field, and focuses it. */
export function showProblem(editor: Editor, problem: Problem, { quietly = false } = {}) {
  const { node, path } = problem
  const journey = journeyOf(editor)
  if (node !== null) {
    const id = journey.nodes[node] ? node : `stage:${node}`
    const at = path.indexOf('config')
    const part = path.find((each) => typeof each === 'string' && (each === 'next' || envelope.has(each)))
    const tab: InspectorTab =
      part === 'next' || problem.code === 'outcome.loose'
        ? 'outcomes'
        : part || problem.code === 'wait.unbounded'
          ? 'timing'
          : 'settings'
    editor.ui.setState(({ field }) => ({
      selected: [id],
      edge: null,
      inspector: true,
      tab,
      field: quietly
        ? field
        : {
            path:
              at >= 0
                ? path.slice(at + 1).join('.')
                : part === 'next'
                  ? `next.${String(path.at(-1))}`
                  : String(part ?? ''),
            turn: (field?.turn ?? 0) + 1,
          },
    }))
    editor.view.current?.reveal(id)
  } else {
    editor.ui.setState({ selected: [], inspector: true, ...(path[0] === 'facts' && { dock: 'data' as const }) })
  }
  if (!quietly) announce(`${problem.message} ${problem.why}`)
}

/** What tells a problem from the others in a list. */
export function keyOfProblem({ code, node, path, message }: Problem): string {
  return `${code}/${node}/${path.join('.')}/${message}`
}

/** A problem's sentence without the name it begins with, for places that show the name already. */
export function withoutName(message: string, name: string): string {
  return message.startsWith(`“${name}” `) ? message.slice(name.length + 3) : message
}

/** A problem's sentence beside the field it is about, where its step and its place need no words. */
export function besideField(message: string): string {
  return message.replace(/^“[^”]*”(?: is not set up at “[^”]*”)?: /, '')
}

/** Goes through the problems, forwards or back. */
export function nextProblem(editor: Editor, step: 1 | -1) {
  const { problems, selected } = editor.ui.getState()
  if (problems.length === 0) return
  const now = problems.findIndex(
    ({ node }) => node !== null && (selected[0] === node || selected[0] === `stage:${node}`),
  )
  const at = walked.get(editor) ?? (now >= 0 ? now : step > 0 ? -1 : 0)
  const next = (at + step + problems.length) % problems.length
  walked.set(editor, next)
  const problem = problems[next]
  if (problem) showProblem(editor, problem)
}

/** Where the walk through the problems stands, because one step can have several. */
const walked = new WeakMap<Editor, number>()
