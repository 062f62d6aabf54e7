import { z } from 'zod'
import { Node } from '#core'
import { copy, paste } from '../document/commands/paste.ts'
import { t, tn } from '../i18n/t.ts'
import { announce } from '../ui/announce.tsx'
import { toast } from '../ui/toast.tsx'
import { type Editor, journeyOf } from './editor-context.ts'

const Pasted = z.object({
  throughline: z.literal('steps'),
  nodes: z.record(z.string(), Node),
  places: z.record(z.string(), z.tuple([z.number(), z.number()])),
  facts: z.record(z.string(), z.any()).default({}),
})

/** The selected steps as text for the clipboard, so that they can be pasted into another journey. */
export function copySelected(editor: Editor): string | null {
  const clip = copy(journeyOf(editor), editor.ui.getState().selected)
  const count = Object.keys(clip.nodes).length
  if (count === 0) return null
  announce(tn(count, 'Copied 1 step', 'Copied {n} steps'))
  return JSON.stringify(clip, null, 2)
}

/** Puts steps from the clipboard's text into the journey, and selects them. */
export function pasteText(editor: Editor, text: string) {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return
  }
  const parsed = Pasted.safeParse(json)
  if (!parsed.success) return toast(t('What was copied are not steps of a journey.'), { tone: 'bad' })
  let ids: string[] = []
  editor.document.run((journey) => {
    const pasted = paste(journey, parsed.data, [32, 32])
    ids = pasted.ids
    return pasted.journey
  })
  editor.ui.setState({ selected: ids })
  if (ids[0]) editor.view.current?.reveal(ids[0])
  announce(tn(ids.length, 'Pasted 1 step', 'Pasted {n} steps'))
}
