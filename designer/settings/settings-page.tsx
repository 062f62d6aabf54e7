import './settings.css'
import { IconHeadset } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import type { MeAnswer } from '#api'
import { api } from '../api/client.ts'
import { t } from '../i18n/t.ts'
import { later } from '../ui/later.tsx'
import { ThemeSwitch } from '../ui/theme-switch.tsx'
import { People } from './people.tsx'
import { roleNames } from './role-words.ts'
import { type SectionId, sections, useSection } from './sections.ts'
import { Tokens } from './tokens.tsx'
import { useAnswer } from './use-answer.ts'
import { WorkspaceParts } from './workspace-parts.tsx'

const Toasts = later(async () => (await import('../ui/toasts.tsx')).Toasts)
const load = () => api.me()

/** What an admin sets up: who may sign in, which programs may act, and what the company has. */
export function SettingsPage() {
  const { value: me, failed, reload } = useAnswer(load)
  useEffect(() => {
    document.title = t('Settings, Throughline')
  }, [])
  return (
    <div className="settings-page">
      <header className="top-bar">
        <a className="mark" href="/" aria-label={t('All journeys')}>
          <img src="/mark.svg" alt="" width={26} height={26} />
        </a>
        <nav className="crumbs" aria-label={t('Breadcrumb')}>
          <a href="/">{t('Journeys')}</a>
          <span aria-hidden="true">›</span>
          <strong className="settings-crumb">{t('Settings')}</strong>
        </nav>
        <span className="grow" />
        <ThemeSwitch />
        <a className="button" href="/desk/">
          <IconHeadset size={15} stroke={1.8} /> {t('Desk')}
        </a>
      </header>
      {me ? (
        <Sections me={me} />
      ) : failed ? (
        <main className="settings-notice">
          <h1>{t('Settings')}</h1>
          <p role="alert">{failed}</p>
          <button type="button" className="button" onClick={() => void reload()}>
            {t('Try again')}
          </button>
        </main>
      ) : (
        <main className="settings-notice" aria-busy="true" aria-label={t('Loading')} />
      )}
      <Toasts />
    </div>
  )
}

function Sections({ me }: { me: MeAnswer }) {
  const allowed = sections.filter(({ needs }) => me.may.includes(needs))
  const current = useSection(allowed.map(({ id }) => id))
  const [unsaved, setUnsaved] = useState<ReadonlySet<SectionId>>(new Set())
  const onUnsaved = useCallback((part: SectionId, is: boolean) => {
    setUnsaved((before) => {
      if (before.has(part) === is) return before
      return is ? new Set([...before, part]) : new Set([...before].filter((each) => each !== part))
    })
  }, [])
  useEffect(() => {
    if (unsaved.size === 0) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [unsaved])
  const manages = me.may.includes('accounts.manage')
  if (!current) {
    return (
      <main className="settings-notice">
        <h1>{t('Settings')}</h1>
        <p>
          {t('You are signed in as {name}, with the role {role}. Settings are for admins; ask one of them.', {
            name: me.name,
            role: t(roleNames[me.role]),
          })}
        </p>
        <a className="button" href="/desk/">
          {t('Go to the desk')}
        </a>
      </main>
    )
  }
  return (
    <div className="settings-body">
      <nav className="settings-nav" aria-label={t('Settings')}>
        <ul>
          {allowed.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`} aria-current={id === current ? 'page' : undefined}>
                {t(title)}
                {unsaved.has(id) && (
                  <span className="settings-unsaved">
                    <span className="visually-hidden">{t('not saved yet')}</span>
                  </span>
                )}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main className="settings-main">
        <h1 className="visually-hidden">{t('Settings')}</h1>
        {!me.may.includes('workspace.write') && (
          <p className="settings-note" role="note">
            {t(
              'You are signed in as {name}, with the role {role}: you may read the workspace. Changing it, and people and tokens, are for admins.',
              { name: me.name, role: t(roleNames[me.role]) },
            )}
          </p>
        )}
        {manages && current === 'people' && <People me={me} />}
        {manages && current === 'tokens' && <Tokens />}
        {me.may.includes('workspace.read') && (
          <WorkspaceParts current={current} readOnly={!me.may.includes('workspace.write')} onUnsaved={onUnsaved} />
        )}
      </main>
    </div>
  )
}
