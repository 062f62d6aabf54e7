import { later } from './later.tsx'

const ThemeMenu = later(async () => (await import('./theme-menu.tsx')).ThemeMenu)

/** Chooses light, dark, or what the system says. Menus come once the page is drawn; their place is kept. */
export function ThemeSwitch() {
  return <ThemeMenu meanwhile={<span className="icon-button" />} />
}
