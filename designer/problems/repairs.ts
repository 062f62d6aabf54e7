import type { Problem } from '#core'
import { declareFact } from '../document/commands/facts.ts'
import { removeNodes } from '../document/commands/remove-nodes.ts'
import { linksOf } from '../document/targets.ts'
import { join } from '../editor/actions.ts'
import { catalogNow, type Editor, journeyOf } from '../editor/editor-context.ts'
import { stepName } from '../editor/names.ts'
import { t } from '../i18n/t.ts'
import { toast } from '../ui/toast.tsx'

/** One thing that would mend a problem. */
export interface Repair {
  title: string
  act: (at: { x: number; y: number }) => void
}

/** What would obviously mend a problem, best first; at most two. */
export function repairsFor(editor: Editor, problem: Problem): Repair[] {
  const repairs = byCode[problem.code]?.(editor, problem) ?? []
  return repairs.slice(0, 2)
}

const byCode: Record<string, (editor: Editor, problem: Problem) => Repair[]> = {
  'outcome.loose': (editor, { node, path }) => {
    const outcome = looseOutcome(editor, node, path)
    if (!node || !outcome) return []
    const end = { kind: 'outcome' as const, from: node, outcome }
    const person = personStep(editor, node)
    return [
      ...(person
        ? [
            {
              title: t('Connect to {step}', { step: stepName(journeyOf(editor), person) }),
              act: () => join(editor, { ...end, to: person }),
            },
          ]
        : []),
      { title: t('Connect to…'), act: (at) => editor.ui.setState({ quickAdd: { at, after: end, connecting: true } }) },
    ]
  },
  'node.unreachable': (editor, { node }) => (node && journeyOf(editor).nodes[node] ? [remove(editor, node)] : []),
  'node.unknown': (editor, { node }) => (node ? [remove(editor, node)] : []),
  'wait.unbounded': (editor) => [
    { title: t('Set a time limit'), act: () => editor.ui.setState({ tab: 'timing', inspector: true }) },
  ],
  'fact.unknown': (editor, problem) => {
    const name = /[“"]([a-z][a-z0-9_]*)[”"]/.exec(problem.message)?.[1]
    if (!name || journeyOf(editor).facts[name]) return []
    return [
      {
        title: t('Declare {fact}', { fact: name }),
        act: () => {
          const label = name.replaceAll('_', ' ')
          editor.document.run((journey) =>
            declareFact(journey, name, {
              type: 'text',
              label: label.charAt(0).toUpperCase() + label.slice(1),
              pii: false,
              scope: 'conversation',
            }),
          )
          editor.ui.setState({ dock: 'data' })
        },
      },
    ]
  },
}

function remove(editor: Editor, node: string): Repair {
  return {
    title: t('Delete the step'),
    act: () => {
      const name = stepName(journeyOf(editor), node)
      if (editor.document.run((journey) => removeNodes(journey, [node])))
        toast(t('Deleted {step}', { step: name }), { undo: editor.document.undo })
    },
  }
}

function looseOutcome(editor: Editor, node: string | null, path: readonly (string | number)[]): string | undefined {
  const index = path.indexOf('next')
  const named = index >= 0 ? path[index + 1] : undefined
  if (typeof named === 'string') return named
  const step = node ? journeyOf(editor).nodes[node] : undefined
  const type = step && catalogNow(editor).nodes.get(step.type)
  return type && typeof type.outcomes !== 'function'
    ? Object.keys(type.outcomes).find((id) => !step.next[id])
    : undefined
}

/** A step that brings a person in, preferably one that something leads to already. */
function personStep(editor: Editor, not: string): string | undefined {
  const journey = journeyOf(editor)
  const people = Object.keys(journey.nodes).filter((id) => {
    const type = catalogNow(editor).nodes.get(journey.nodes[id]?.type ?? '')
    return id !== not && type?.inlines?.kind === 'protocol'
  })
  const reached = new Set(linksOf(journey).map(({ to }) => to))
  return people.find((id) => reached.has(id)) ?? people[0]
}
