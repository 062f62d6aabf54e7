import { useEffect } from 'react'
import { outcomesOf } from '#core'
import { boxOf, card } from '../canvas/card-size.ts'
import { depths, downstream, upstream } from '../canvas/free-place.ts'
import { tidy } from '../canvas/tidy.ts'
import { moveBy } from '../document/commands/move.ts'
import { duplicateSelected, removeSelected } from '../editor/actions.ts'
import { copySelected, pasteText } from '../editor/clipboard.ts'
import { catalogNow, type Editor, journeyOf, useEditor } from '../editor/editor-context.ts'
import { nextProblem } from '../problems/show-problem.ts'
import { type Direction, neighbour } from './neighbour.ts'

/** The editor's keys. They rest while somebody types, or while a dialog is open. */
export function useShortcuts() {
  const editor = useEditor()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      if (isTyping(event.target) && !leavesField(event)) return
      if (document.querySelector('[role="dialog"]')) return
      const act = actionFor(editor, event)
      if (!act) return
      event.preventDefault()
      act()
    }
    const onCopy = (event: ClipboardEvent) => {
      if (isTyping(event.target) || getSelection()?.toString()) return
      const text = copySelected(editor)
      if (text === null) return
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      if (event.type === 'cut') removeSelected(editor)
    }
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return
      pasteText(editor, event.clipboardData?.getData('text/plain') ?? '')
    }
    addEventListener('keydown', onKey)
    addEventListener('copy', onCopy)
    addEventListener('cut', onCopy)
    addEventListener('paste', onPaste)
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('copy', onCopy)
      removeEventListener('cut', onCopy)
      removeEventListener('paste', onPaste)
    }
  }, [editor])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, .monaco-editor *'))
  )
}

/** Esc goes from a field back to the canvas, unless it closes the list that is open at the field. */
function leavesField(event: KeyboardEvent): boolean {
  const field = event.target as HTMLElement
  return (
    event.key === 'Escape' && field.getAttribute('aria-expanded') !== 'true' && field.closest('.monaco-editor') === null
  )
}

const arrows: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

function actionFor(editor: Editor, event: KeyboardEvent): (() => void) | undefined {
  const { key, shiftKey, altKey } = event
  const mod = event.ctrlKey || event.metaKey
  const { ui, document: draft, view } = editor
  const state = ui.getState()
  const [first] = state.selected
  const step = first !== undefined && journeyOf(editor).nodes[first] ? first : undefined
  const onCanvas =
    !(event.target instanceof HTMLElement) || event.target === document.body || event.target.closest('.canvas') !== null
  const onControl = event.target instanceof HTMLElement && event.target.closest('button, a, [role="tab"]') !== null

  if (mod) {
    const control: Record<string, () => void> = {
      z: shiftKey ? draft.redo : draft.undo,
      y: draft.redo,
      d: () => duplicateSelected(editor),
      a: () => ui.setState({ selected: Object.keys(journeyOf(editor).nodes) }),
    }
    return control[key.toLowerCase()]
  }
  const direction = arrows[key]
  if (direction && onCanvas && first !== undefined)
    return shiftKey
      ? () => nudge(editor, direction, altKey ? 1 : 8)
      : () => step && goTo(editor, neighbour(journeyOf(editor), catalogNow(editor), step, direction))
  if (direction && onCanvas && first === undefined) return () => goTo(editor, startOf(editor))
  if (altKey && step) {
    if (key.toLowerCase() === 'u') return () => ui.setState({ selected: [...upstream(journeyOf(editor), step)] })
    if (key.toLowerCase() === 'd') return () => ui.setState({ selected: [...downstream(journeyOf(editor), step)] })
  }
  if (key === 'F8') return () => nextProblem(editor, shiftKey ? -1 : 1)
  if (key === 'T' && shiftKey) return () => void tidy(editor)
  if (key === '?') return () => ui.setState({ help: true })
  if (key === '/' || (key === 'Enter' && shiftKey && step)) return () => quickAdd(editor, step, false)
  if (key === 'Escape') return () => stepBack(editor, event.target)
  if (onControl && (key === 'Enter' || key === ' ')) return undefined
  if (step && (key === 'c' || key === 'C')) return () => quickAdd(editor, step, true)
  if (step && (key === 'o' || key === 'O'))
    return () =>
      focusField(
        editor,
        'outcomes',
        `next.${Object.keys(outcomesOf(journeyOf(editor).nodes[step] as never, catalogNow(editor)))[0]}`,
      )
  if (first !== undefined && key === 'F2') return () => focusField(editor, state.tab, '#name')
  if (onCanvas && first !== undefined && key === 'Enter') return () => focusField(editor, 'settings', firstField())
  const plain = new Map<string, () => void>([
    ['Delete', () => removeSelected(editor)],
    ['Backspace', () => removeSelected(editor)],
    ['0', () => view.current?.zoomBy(0)],
    ['1', () => view.current?.fit()],
    ['2', () => view.current?.fit(state.selected.length > 0 ? state.selected : undefined)],
    ['+', () => view.current?.zoomBy(1)],
    ['=', () => view.current?.zoomBy(1)],
    ['-', () => view.current?.zoomBy(-1)],
    ['v', () => ui.setState({ tool: 'select' })],
    ['h', () => ui.setState({ tool: 'pan' })],
    ['n', () => ui.setState({ tool: 'note' })],
    ['[', () => ui.setState({ left: state.left === 'none' ? 'add' : 'none' })],
    [']', () => ui.setState({ inspector: !state.inspector })],
    ['`', () => ui.setState({ dock: state.dock === 'none' ? 'problems' : 'none' })],
  ])
  return plain.get(key)
}

function goTo(editor: Editor, id: string | null) {
  if (!id) return
  editor.ui.setState({ selected: [id], edge: null })
  editor.view.current?.reveal(id)
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus(),
    ),
  )
}

function startOf(editor: Editor): string | null {
  const order = depths(journeyOf(editor))
  return Object.keys(journeyOf(editor).nodes).find((id) => order.get(id) === 0) ?? null
}

function nudge(editor: Editor, direction: Direction, by: number) {
  const distance = { left: [-by, 0], right: [by, 0], up: [0, -by], down: [0, by] }[direction] as [number, number]
  const ids = editor.ui.getState().selected.map((id) => id.replace(/^note:/, ''))
  // A burst of key presses is one step back for undo, like one drag.
  editor.document.run((journey) => moveBy(journey, ids, distance), { typing: true })
}

function quickAdd(editor: Editor, step: string | undefined, connecting: boolean) {
  const journey = journeyOf(editor)
  const box = step ? boxOf(journey, step, catalogNow(editor)) : null
  const node = step ? journey.nodes[step] : undefined
  const center = editor.view.current?.center()
  const at = box
    ? editor.view.current?.toScreen([box.x + card.width, box.y])
    : center && editor.view.current?.toScreen([center.x, center.y])
  const outcomes = node ? Object.keys(outcomesOf(node, catalogNow(editor))) : []
  const outcome = outcomes.find((each) => !node?.next[each]) ?? (connecting ? outcomes[0] : undefined)
  if (connecting && outcome === undefined) return
  editor.ui.setState({
    quickAdd: {
      at: at ?? { x: innerWidth / 2, y: innerHeight / 3 },
      connecting,
      ...(step && outcome !== undefined && { after: { kind: 'outcome', from: step, outcome } }),
    },
  })
}

function stepBack(editor: Editor, target: EventTarget | null) {
  const state = editor.ui.getState()
  const inPanel = target instanceof HTMLElement && target.closest('.inspector, .rail, .left, .dock, .top-bar')
  if (inPanel) document.getElementById('canvas')?.focus()
  else if (state.selected.length > 0 || state.edge) editor.ui.setState({ selected: [], edge: null })
  else if (innerWidth < 1180 && state.inspector) editor.ui.setState({ inspector: false })
}

function focusField(editor: Editor, tab: 'settings' | 'outcomes' | 'timing' | 'notes', path: string) {
  editor.ui.setState(({ field }) => ({ inspector: true, tab, field: { path, turn: (field?.turn ?? 0) + 1 } }))
}

/** The first field there is: any path that no field has falls back to it. */
function firstField(): string {
  return document.querySelector<HTMLElement>('.inspector-body [data-field]')?.dataset.field ?? '#name'
}
