import type { NodeProps } from '@xyflow/react'
import { memo, useEffect, useRef, useState } from 'react'
import { setNote } from '../document/commands/notes.ts'
import { useEditor } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import type { NoteNode } from './to-canvas.ts'

/** A note on the canvas. A double click, or selecting an empty one, writes in it. */
export const NoteCard = memo(function NoteCard({ id, data: { text }, selected }: NodeProps<NoteNode>) {
  const editor = useEditor()
  const [writing, setWriting] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (selected && text === '') setWriting(true)
    if (!selected) setWriting(false)
  }, [selected, text])
  useEffect(() => {
    if (writing) field.current?.focus()
  }, [writing])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard writes in a note by selecting it and pressing Enter.
    <div className="note" onDoubleClick={() => setWriting(true)}>
      {writing ? (
        <textarea
          ref={field}
          className="nodrag nowheel"
          aria-label={t('Note')}
          value={text}
          onChange={(event) => {
            const value = event.target.value
            editor.document.run((journey) => setNote(journey, id.slice(5), value), { typing: true })
          }}
          onBlur={() => setWriting(false)}
        />
      ) : (
        <p>{text || t('Double click to write')}</p>
      )}
    </div>
  )
})
