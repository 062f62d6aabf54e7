import { IconBell, IconBellOff, IconDeviceDesktop, IconKeyboard, IconMoon, IconSun } from '@tabler/icons-react'
import { type RefObject, useEffect, useState } from 'react'
import { t } from '../i18n/t.ts'
import { Search } from './search.tsx'
import type { Connection } from './use-desk.ts'

/** The bar above everything: the connection, finding a customer, and the agent's own settings. */
export function TopBar({
  connection,
  me,
  search,
  notices,
  onNotices,
  onHelp,
  onCustomer,
}: {
  connection: Connection
  me: { name: string; role: string | null } | undefined
  search: RefObject<HTMLInputElement | null>
  notices: 'on' | 'off' | 'blocked' | 'unsupported'
  onNotices: () => void
  onHelp: () => void
  onCustomer: (customer: string) => void
}) {
  return (
    <header className="top">
      <img src="/mark.svg" alt="" width={26} height={26} />
      <strong>{t('Desk')}</strong>
      <ConnectionPill connection={connection} />
      <span className="grow" />
      <Search input={search} onChoose={onCustomer} />
      <span className="grow" />
      {notices !== 'unsupported' && <NoticeButton notices={notices} onToggle={onNotices} />}
      <ThemeButton />
      <button type="button" className="icon" aria-label={t('Keys')} title={t('Keys (?)')} onClick={onHelp}>
        <IconKeyboard size={16} stroke={1.8} aria-hidden="true" />
      </button>
      {me && me.role !== 'agent' && (
        <a className="button" href="/">
          {t('Journeys')}
        </a>
      )}
      {me && <span className="me">{me.name}</span>}
    </header>
  )
}

function ConnectionPill({ connection }: { connection: Connection }) {
  const words = connection === 'live' ? t('Live') : connection === 'offline' ? t('Offline') : t('Connecting…')
  return (
    <span className={connection === 'live' ? 'pill ok' : 'pill warn'} role="status">
      {words}
    </span>
  )
}

function NoticeButton({ notices, onToggle }: { notices: 'on' | 'off' | 'blocked'; onToggle: () => void }) {
  const words = {
    on: t('Notices of new offers are on'),
    off: t('Tell me of new offers on the desktop'),
    blocked: t('The browser does not allow notices. Allow them in its settings for this page.'),
  }[notices]
  const Icon = notices === 'on' ? IconBell : IconBellOff
  return (
    <button
      type="button"
      className="icon"
      aria-label={words}
      title={words}
      aria-pressed={notices === 'on'}
      disabled={notices === 'blocked'}
      onClick={onToggle}
    >
      <Icon size={16} stroke={1.8} aria-hidden="true" />
    </button>
  )
}

const themes = ['auto', 'light', 'dark'] as const

/** Light, dark, or what the system says; the designer goes by the same choice. */
function ThemeButton() {
  const [theme, setTheme] = useState(
    () => themes.find((each) => each === localStorage.getItem('throughline.theme')) ?? 'auto',
  )
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const scheme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme
      document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
    }
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [theme])
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto'
  const names = { auto: t('Theme: as the system'), light: t('Theme: light'), dark: t('Theme: dark') }
  const Icon = theme === 'auto' ? IconDeviceDesktop : theme === 'dark' ? IconMoon : IconSun
  return (
    <button
      type="button"
      className="icon"
      aria-label={names[theme]}
      title={names[theme]}
      onClick={() => {
        localStorage.setItem('throughline.theme', next)
        setTheme(next)
      }}
    >
      <Icon size={16} stroke={1.8} aria-hidden="true" />
    </button>
  )
}
