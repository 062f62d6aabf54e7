import { IconX } from '@tabler/icons-react'
import { lazy, Suspense, useEffect } from 'react'
import { ago, t } from '../i18n/t.ts'
import { later } from '../ui/later.tsx'
import { useEditor, useUi } from './editor-context.ts'
import type { DockTab } from './interface-state.ts'

const loadCode = () => import('../code/code-panel.tsx')
const FactsEditor = later(async () => (await import('../inspector/facts-editor.tsx')).FactsEditor)
const ProblemsPanel = later(async () => (await import('../problems/problems-panel.tsx')).ProblemsPanel)
const CodePanel = lazy(() => loadCode().then(({ CodePanel }) => ({ default: CodePanel })))

const tabs: { id: DockTab; title: string }[] = [
  { id: 'problems', title: 'Problems' },
  { id: 'data', title: 'Data' },
  { id: 'code', title: 'Code' },
]

/** Below the canvas: what is wrong, what is known, and the document as text. */
export function Dock() {
  const { ui } = useEditor()
  const dock = useUi((state) => state.dock)
  const checked = useUi((state) => state.checked)
  const count = useUi((state) => state.problems.filter(({ severity }) => severity !== 'tip').length)
  const worst = useUi((state) => state.problems.some(({ severity }) => severity === 'error'))
  useEffect(() => {
    ProblemsPanel.load()
    FactsEditor.load()
  }, [])
  return (
    <section className="dock" id="dock" aria-label={t('Problems, data and code')} data-open={dock} tabIndex={-1}>
      <div className="dock-bar">
        <div className="dock-tabs" role="tablist" aria-label={t('Below the canvas')}>
          {tabs.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`dock-tab-${id}`}
              aria-selected={dock === id}
              aria-controls={dock === id ? 'dock-body' : undefined}
              tabIndex={dock === id || (dock === 'none' && id === 'problems') ? 0 : -1}
              onClick={() => ui.setState({ dock: dock === id ? 'none' : id })}
              onPointerEnter={() => id === 'code' && void loadCode()}
              onKeyDown={(event) => {
                if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return
                const index = tabs.findIndex((each) => each.id === id) + (event.key === 'ArrowRight' ? 1 : -1)
                const next = tabs[(index + tabs.length) % tabs.length]
                if (!next) return
                ui.setState({ dock: next.id })
                document.getElementById(`dock-tab-${next.id}`)?.focus()
              }}
            >
              {t(title)}
              {id === 'problems' && count > 0 && (
                <span className="pill num" data-tone={worst ? 'bad' : 'warn'}>
                  {count}
                </span>
              )}
            </button>
          ))}
        </div>
        <span className="grow" />
        {dock === 'problems' && checked && (
          <span className="muted dock-note">
            {t('Checked {when}', { when: ago(new Date(checked.at).toISOString(), Date.now()) })}
          </span>
        )}
        {dock !== 'none' && (
          <button
            type="button"
            className="icon-button"
            data-size="small"
            aria-label={t('Close')}
            onClick={() => ui.setState({ dock: 'none' })}
          >
            <IconX size={15} />
          </button>
        )}
      </div>
      {dock !== 'none' && (
        <div
          className="dock-body scroll"
          id="dock-body"
          role="tabpanel"
          aria-labelledby={`dock-tab-${dock}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
          tabIndex={0}
        >
          {dock === 'problems' && <ProblemsPanel meanwhile={<p className="dock-empty muted">{t('Checking…')}</p>} />}
          {dock === 'data' && <FactsEditor />}
          {dock === 'code' && (
            <Suspense
              fallback={<div className="code-shimmer" role="status" aria-label={t('Loading the code editor')} />}
            >
              <CodePanel />
            </Suspense>
          )}
        </div>
      )}
    </section>
  )
}
