import { lazy, Suspense, useEffect, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { useStore } from 'zustand'
import { Canvas } from '../canvas/canvas.tsx'
import { QuickAdd } from '../canvas/quick-add.tsx'
import { t } from '../i18n/t.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { useChecks } from '../problems/use-checks.ts'
import { go } from '../ui/route.ts'
import { Dock } from './dock.tsx'
import { type Editor, EditorContext, useUi } from './editor-context.ts'
import { LeftPanel } from './left-panel.tsx'
import { openEditor } from './open-editor.ts'
import { TopBar } from './top-bar.tsx'

// The canvas is drawn first; fields, menus and dialogs follow at once, before anybody can ask for them.
const loadInspector = () => import('../inspector/inspector.tsx')
const Inspector = lazy(() => loadInspector().then(({ Inspector }) => ({ default: Inspector })))
const Overlays = lazy(() => import('./overlays.tsx').then(({ Overlays }) => ({ default: Overlays })))

/** One open journey. */
export function EditorPage({ id }: { id: string }) {
  const [editor, setEditor] = useState<Editor | null>(null)
  useEffect(() => {
    const opened = openEditor(id)
    setEditor(opened.editor)
    return opened.close
  }, [id])
  return editor ? <Loaded editor={editor} /> : <Loading />
}

function Loaded({ editor }: { editor: Editor }) {
  const journey = useStore(editor.document.store, (state) => state.journey)
  const { saved, synced } = useStore(editor.connection.store)
  useEffect(() => {
    if (journey?.name) document.title = `${journey.name} · Throughline`
  }, [journey?.name])
  if (saved === 'refused') {
    return (
      <Notice title={t('You are not signed in')}>
        {t('Open the link that the server printed when it started, or ask whoever runs it for an invitation.')}
      </Notice>
    )
  }
  if (!journey) {
    if (synced)
      return (
        <Notice title={t('There is no journey “{id}”', { id: editor.id })}>{t('It may have been deleted.')}</Notice>
      )
    return <Loading offline={saved === 'offline'} />
  }
  return (
    <EditorContext value={editor}>
      <Workbench />
    </EditorContext>
  )
}

function Workbench() {
  useChecks()
  useShortcuts()
  useEffect(() => void loadInspector(), [])
  const left = useUi((state) => state.left)
  const inspector = useUi((state) => state.inspector)
  const dock = useUi((state) => state.dock)
  return (
    <div className="editor" data-left={left} data-inspector={inspector}>
      <nav className="skip-links" aria-label={t('Skip to')}>
        <a href="#canvas">{t('Canvas')}</a>
        <a href="#build">{t('Steps and outline')}</a>
        <a href="#dock">{t('Problems')}</a>
      </nav>
      <TopBar />
      <LeftPanel />
      <main className="editor-main">
        <Group orientation="vertical" className="editor-panels">
          <Panel id="canvas-panel" minSize={180} className="editor-panel">
            <Canvas />
          </Panel>
          {dock !== 'none' && (
            <>
              <Separator className="resize" aria-label={t('Resize the panel below')} />
              <Panel
                key={dock === 'code' ? 'tall' : 'low'}
                id={dock === 'code' ? 'dock-tall' : 'dock-low'}
                defaultSize={dock === 'code' ? '46%' : 176}
                minSize={84}
                maxSize="75%"
                groupResizeBehavior="preserve-pixel-size"
                className="editor-panel"
              >
                <Dock />
              </Panel>
            </>
          )}
        </Group>
        {dock === 'none' && <Dock />}
      </main>
      {inspector && (
        <Suspense fallback={<aside className="inspector" aria-label={t('Step settings')} aria-busy="true" />}>
          <Inspector />
        </Suspense>
      )}
      <QuickAdd />
      <Suspense>
        <Overlays />
      </Suspense>
    </div>
  )
}

function Loading({ offline = false }: { offline?: boolean }) {
  return (
    <div className="editor" data-left="none" data-inspector="false">
      <header className="top-bar" />
      <main className="editor-main">
        <div
          className="skeleton"
          role="status"
          aria-label={offline ? t('Waiting for the server') : t('Opening the journey')}
        >
          {offline && <p>{t('The server cannot be reached. Trying again…')}</p>}
          {[0, 1, 2, 3, 4].map((card) => (
            <span key={card} style={{ left: 80 + card * 260, top: 120 + (card % 2) * 90 }} />
          ))}
        </div>
      </main>
    </div>
  )
}

function Notice({ title, children }: { title: string; children: string }) {
  return (
    <main className="notice-page">
      <h1>{title}</h1>
      <p className="muted">{children}</p>
      <button type="button" className="button" onClick={() => go('/')}>
        {t('All journeys')}
      </button>
    </main>
  )
}
