import { lazy, Suspense } from 'react'
import { t } from './i18n/t.ts'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { Page } from './ui/page.tsx'
import { useRoute } from './ui/route.ts'

const EditorPage = lazy(() => import('./editor/editor-page.tsx').then(({ EditorPage }) => ({ default: EditorPage })))
const JourneysPage = lazy(() =>
  import('./journeys/journeys-page.tsx').then(({ JourneysPage }) => ({ default: JourneysPage })),
)
const SettingsPage = lazy(() =>
  import('./settings/settings-page.tsx').then(({ SettingsPage }) => ({ default: SettingsPage })),
)

/** The designer: the list of journeys at `/`, one open journey at `/journeys/:id`, and the settings. */
export function App() {
  const route = useRoute()
  return (
    <Page>
      <ErrorBoundary
        fallback={() => (
          <main className="notice-page">
            <h1>{t('This page could not be drawn')}</h1>
            <p className="muted">{t('Your edits are kept. Reload the page to go on.')}</p>
            <button type="button" className="button" data-kind="ink" onClick={() => location.reload()}>
              {t('Reload')}
            </button>
          </main>
        )}
      >
        <Suspense fallback={<div className="top-bar" />}>
          {route.page === 'editor' ? (
            <EditorPage key={route.id} id={route.id} />
          ) : route.page === 'settings' ? (
            <SettingsPage />
          ) : (
            <JourneysPage />
          )}
        </Suspense>
      </ErrorBoundary>
    </Page>
  )
}
