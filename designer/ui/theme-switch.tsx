import { lazy, Suspense } from 'react'

const ThemeMenu = lazy(() => import('./theme-menu.tsx').then(({ ThemeMenu }) => ({ default: ThemeMenu })))

/** Chooses light, dark, or what the system says. Menus come once the page is drawn; their place is kept. */
export function ThemeSwitch() {
  return (
    <Suspense fallback={<span className="icon-button" />}>
      <ThemeMenu />
    </Suspense>
  )
}
