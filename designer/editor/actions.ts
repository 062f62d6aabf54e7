import { outcomesOf } from '#core'
import { card, shapeOf } from '../canvas/card-size.ts'
import { freeFrom, makeRoom, placeAfter } from '../canvas/free-place.ts'
import type { Point } from '../document/command.ts'
import { addNode } from '../document/commands/add-node.ts'
import { connect } from '../document/commands/connect.ts'
import { disconnect } from '../document/commands/disconnect.ts'
import { addNote, removeNote } from '../document/commands/notes.ts'
import { duplicate } from '../document/commands/paste.ts'
import { removeNodes } from '../document/commands/remove-nodes.ts'
import { changeType } from '../document/commands/set-node.ts'
import { splice } from '../document/commands/splice.ts'
import { addStage, removeStage } from '../document/commands/stages.ts'
import { newId } from '../document/new-id.ts'
import { type Link, linksOf } from '../document/targets.ts'
import { t, tn } from '../i18n/t.ts'
import { firstConfig, firstOpenField } from '../inspector/first-config.ts'
import type { PaletteEntry } from '../palette/entries.ts'
import { announce } from '../ui/announce.tsx'
import { toast } from '../ui/toast.tsx'
import { catalogNow, type Editor, journeyOf } from './editor-context.ts'
import { linkId } from './link-id.ts'
import { endName, stepName } from './names.ts'

/** Adds a step where it was asked for: at a point, after a way out, into a connection, or in view. */
export function addStep(
  editor: Editor,
  entry: PaletteEntry,
  how: { place?: Point; after?: Omit<Link, 'to'>; into?: Link } = {},
) {
  const catalog = catalogNow(editor)
  const journey = journeyOf(editor)
  const id = newId(entry.title, (taken) => taken in journey.nodes || taken in journey.stages)
  const config = firstConfig(entry.type, entry.config)
  const node = { type: entry.type.type, version: entry.type.version, name: entry.title, config, next: {} }
  const after = how.after ?? how.into ?? (how.place ? undefined : looseEnd(editor))
  const { height } = shapeOf(node, catalog)
  const center = editor.view.current?.center() ?? { x: 0, y: 0 }
  const at: Point =
    how.place ??
    (after
      ? placeAfter(journey, catalog, after.from, height)
      : freeFrom(journey, catalog, [center.x - card.width / 2, center.y - height / 2], height))
  const first = Object.keys(outcomesOf(node, catalog))[0]
  editor.document.run((before) => {
    const added = addNode(before, {
      id,
      ...node,
      at: [Math.round(at[0]), Math.round(at[1])],
      after: how.into ? undefined : after,
    })
    if (!how.into) return added
    return makeRoom(splice(added, how.into, id, first), how.into.to, id)
  })
  announce(
    after
      ? t('Added {step} after {from}', { step: entry.title, from: endName(editor, after) })
      : t('Added {step}', { step: entry.title }),
  )
  const open = firstOpenField(entry.type, config)
  editor.ui.setState(({ field }) => ({
    selected: [id],
    quickAdd: null,
    inspector: true,
    tab: 'settings',
    field: open === null ? field : { path: open, turn: (field?.turn ?? 0) + 1 },
  }))
  editor.view.current?.reveal(id)
}

/** Takes away what is selected, with a toast that brings it back. */
export function removeSelected(editor: Editor) {
  const { selected, edge } = editor.ui.getState()
  const journey = journeyOf(editor)
  if (selected.length === 0) return edge ? cut(editor, edge) : undefined
  const nodes = selected.filter((id) => journey.nodes[id])
  const notes = selected.flatMap((id) => (id.startsWith('note:') ? [id.slice(5)] : []))
  const stages = selected.flatMap((id) => (id.startsWith('stage:') ? [id.slice(6)] : []))
  const changed = editor.document.run((before) => {
    const without = removeNodes(before, nodes)
    return stages.reduce(removeStage, notes.reduce(removeNote, without))
  })
  if (!changed) return
  editor.ui.setState({ selected: [], edge: null })
  const name = nodes[0] ? stepName(journey, nodes[0]) : ''
  const what =
    nodes.length === 1 && notes.length + stages.length === 0
      ? t('Deleted {step}', { step: name })
      : tn(selected.length, 'Deleted 1 thing', 'Deleted {n} things')
  toast(what, { undo: editor.document.undo })
}

/** Joins a way out to a step. */
export function join(editor: Editor, link: Link) {
  if (!editor.document.run((journey) => connect(journey, link))) return
  announce(t('Connected {end} to {step}', { end: endName(editor, link), step: targetName(editor, link.to) }))
}

/** Cuts the connection with this id. */
export function cut(editor: Editor, id: string) {
  const link = linksOf(journeyOf(editor)).find((each) => linkId(each) === id)
  if (!link || !editor.document.run((journey) => disconnect(journey, link))) return
  editor.ui.setState({ edge: null })
  toast(t('Cut {end} from {step}', { end: endName(editor, link), step: targetName(editor, link.to) }), {
    undo: editor.document.undo,
  })
}

/** Copies the selected steps beside themselves. */
export function duplicateSelected(editor: Editor) {
  const { selected } = editor.ui.getState()
  const { ids } = duplicate(journeyOf(editor), selected)
  if (ids.length === 0) return
  editor.document.run((journey) => duplicate(journey, selected).journey)
  editor.ui.setState({ selected: ids })
  announce(tn(ids.length, 'Duplicated 1 step', 'Duplicated {n} steps'))
}

/** Draws a stage around the selected steps. */
export function stageSelected(editor: Editor) {
  const { selected } = editor.ui.getState()
  const journey = journeyOf(editor)
  const id = newId(t('Stage'), (taken) => taken in journey.stages || taken in journey.nodes)
  if (!editor.document.run((before) => addStage(before, id, t('New stage'), selected))) return
  editor.ui.setState({ selected: [`stage:${id}`], inspector: true })
  announce(tn(selected.length, 'Made a stage of 1 step', 'Made a stage of {n} steps'))
}

/** Puts an empty note on the canvas and selects it. */
export function noteAt(editor: Editor, at: Point) {
  const id = newId('note', (taken) => taken in journeyOf(editor).notes)
  editor.document.run((journey) => addNote(journey, id, at))
  editor.ui.setState({ selected: [`note:${id}`], tool: 'select' })
}

/** Turns a step into another kind, keeping the outcomes both have. */
export function turnInto(editor: Editor, id: string, entry: PaletteEntry) {
  const catalog = catalogNow(editor)
  const node = journeyOf(editor).nodes[id]
  if (!node) return
  const config = firstConfig(entry.type, { ...shared(entry, node.config), ...entry.config })
  const outcomes = Object.keys(outcomesOf({ ...node, type: entry.type.type, config }, catalog))
  const to = { type: entry.type.type, version: entry.type.version, config, outcomes }
  editor.document.run((journey) => changeType(journey, id, to))
  toast(t('Changed to {kind}', { kind: entry.title }), { undo: editor.document.undo })
}

function targetName(editor: Editor, to: string): string {
  const journey = journeyOf(editor)
  return to.startsWith('resume:')
    ? t('back into {stage}', { stage: journey.stages[to.slice(7)]?.name || to.slice(7) })
    : stepName(journey, to)
}

/** The selected step's first way out that leads nowhere yet. */
function looseEnd(editor: Editor): Omit<Link, 'to'> | undefined {
  const [from, ...others] = editor.ui.getState().selected
  const node = from === undefined ? undefined : journeyOf(editor).nodes[from]
  if (from === undefined || !node || others.length > 0) return undefined
  const outcome = Object.keys(outcomesOf(node, catalogNow(editor))).find((each) => !node.next[each])
  return outcome === undefined ? undefined : { kind: 'outcome', from, outcome }
}

/** The settings the new kind understands as they are. */
function shared(entry: PaletteEntry, config: Record<string, unknown>): Record<string, unknown> {
  const shape =
    (entry.type.config as { shape?: Record<string, { safeParse(value: unknown): { success: boolean } }> }).shape ?? {}
  return Object.fromEntries(Object.entries(config).filter(([key, value]) => shape[key]?.safeParse(value).success))
}
