import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { t } from '../i18n/t.ts'
import { later } from '../ui/later.tsx'
import { go } from '../ui/route.ts'
import { type Editor, EditorContext } from './editor-context.ts'
import { openEditor } from './open-editor.ts'
import { Workbench } from './workbench.tsx'

const Reader = later(async () => (await import('./reader.tsx')).Reader)

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
  const roomy = useMediaQuery('(min-width: 900px)', true, { getInitialValueInEffect: false })
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
  return <EditorContext value={editor}>{roomy ? <Workbench /> : <Reader meanwhile={<Loading />} />}</EditorContext>
}

function Loading({ offline = false }: { offline?: boolean }) {
  return (
    <div className="editor">
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
