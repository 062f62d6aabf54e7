import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconHandStop,
  IconLayoutDistributeVertical,
  IconMaximize,
  IconMinus,
  IconNote,
  IconPlus,
  IconPointer,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useState } from 'react'
import { useStore } from 'zustand'
import { useEditor, useUi } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import { tidy } from './tidy.ts'
import { useZoomPercent } from './view-hooks.ts'

type Draw = ComponentType<{ size?: number; stroke?: number }>

/** The bar at the bottom of the canvas. */
export function Toolbar() {
  const editor = useEditor()
  const tool = useUi((state) => state.tool)
  const zoom = useZoomPercent()
  const canUndo = useStore(editor.document.store, (state) => state.canUndo)
  const canRedo = useStore(editor.document.store, (state) => state.canRedo)
  const [tidying, setTidying] = useState(false)
  const pick = (next: typeof tool) => editor.ui.setState({ tool: next })
  return (
    <div className="toolbar" role="toolbar" aria-label={t('Canvas tools')}>
      <Tool icon={IconPointer} name={t('Select')} keys="V" pressed={tool === 'select'} onClick={() => pick('select')} />
      <Tool icon={IconHandStop} name={t('Pan')} keys="H" pressed={tool === 'pan'} onClick={() => pick('pan')} />
      <Tool icon={IconNote} name={t('Note')} keys="N" pressed={tool === 'note'} onClick={() => pick('note')} />
      <span className="toolbar-line" />
      <Tool icon={IconArrowBackUp} name={t('Undo')} keys="Ctrl Z" disabled={!canUndo} onClick={editor.document.undo} />
      <Tool
        icon={IconArrowForwardUp}
        name={t('Redo')}
        keys="Ctrl Shift Z"
        disabled={!canRedo}
        onClick={editor.document.redo}
      />
      <Tool
        icon={IconLayoutDistributeVertical}
        name={tidying ? t('Tidying up…') : t('Tidy up')}
        keys="Shift T"
        disabled={tidying}
        onClick={async () => {
          setTidying(true)
          await tidy(editor)
          setTidying(false)
        }}
      />
      <span className="toolbar-line" />
      <Tool icon={IconMinus} name={t('Zoom out')} keys="-" onClick={() => editor.view.current?.zoomBy(-1)} />
      <button
        type="button"
        className="toolbar-zoom num"
        title={t('100 % (0)')}
        onClick={() => editor.view.current?.zoomBy(0)}
      >
        {zoom}%
      </button>
      <Tool icon={IconPlus} name={t('Zoom in')} keys="+" onClick={() => editor.view.current?.zoomBy(1)} />
      <Tool icon={IconMaximize} name={t('Fit')} keys="1" onClick={() => editor.view.current?.fit()} />
    </div>
  )
}

function Tool({
  icon: Draw,
  name,
  keys,
  pressed,
  disabled,
  onClick,
}: {
  icon: Draw
  name: string
  keys: string
  pressed?: boolean
  disabled?: boolean
  onClick: () => void
}) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      aria-pressed={pressed}
      title={`${name} (${keys})`}
      disabled={disabled}
      onClick={onClick}
    >
      <Draw size={16} stroke={1.8} />
    </button>
  )
}
