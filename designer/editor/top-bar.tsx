import { IconCloudOff, IconHeadset, IconHelp, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import { setJourney } from '../document/commands/settings.ts'
import { t, tn } from '../i18n/t.ts'
import { openSearch } from '../search/open-search.ts'
import { go } from '../ui/route.ts'
import { ThemeSwitch } from '../ui/theme-switch.tsx'
import { useEditor, useJourney, useSurroundings, useUi } from './editor-context.ts'

/** Where we are, how the draft stands, and what can be done with it unless it is only to be read. */
export function TopBar({ reading = false }: { reading?: boolean }) {
  return (
    <header className="top-bar">
      <a className="mark" href="/" aria-label={t('All journeys')} onClick={home}>
        <img src="/mark.svg" alt="" width={26} height={26} />
      </a>
      <nav className="crumbs" aria-label={t('Breadcrumb')}>
        <a href="/" onClick={home}>
          {t('Journeys')}
        </a>
        <span aria-hidden="true">›</span>
        {reading ? <ReadName /> : <Name />}
      </nav>
      <ReleaseChip />
      <SavedState />
      <span className="grow" />
      <Peers />
      {reading ? <ThemeSwitch /> : <Tools />}
    </header>
  )
}

function Tools() {
  const editor = useEditor()
  return (
    <>
      <ProblemCount />
      <button type="button" className="search-button" onClick={openSearch}>
        <IconSearch size={15} stroke={1.8} />
        <span>{t('Search or run')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={t('Keyboard help')}
        title={t('Keyboard help (?)')}
        onClick={() => editor.ui.setState({ help: true })}
      >
        <IconHelp size={16} stroke={1.8} />
      </button>
      <ThemeSwitch />
      <a className="button desk-link" href="/desk/" aria-label={t('Desk')}>
        <IconHeadset size={15} stroke={1.8} /> <span>{t('Desk')}</span>
      </a>
      <button type="button" className="button" data-kind="ink" onClick={() => editor.ui.setState({ publishing: true })}>
        {t('Publish')}
      </button>
    </>
  )
}

function home(event: { preventDefault(): void; metaKey: boolean; ctrlKey: boolean }) {
  if (event.metaKey || event.ctrlKey) return
  event.preventDefault()
  go('/')
}

function ReadName() {
  return <h1 className="top-name">{useJourney((journey) => journey.name)}</h1>
}

function Name() {
  const editor = useEditor()
  const name = useJourney((journey) => journey.name)
  const [writing, setWriting] = useState<string | null>(null)
  return (
    <h1 className="top-name">
      <input
        aria-label={t('Name of the journey')}
        value={writing ?? name}
        size={Math.min(40, Math.max(6, (writing ?? name).length))}
        onFocus={() => setWriting(name)}
        onChange={(event) => setWriting(event.target.value)}
        onBlur={() => {
          if (writing !== null && writing.trim() !== name)
            editor.document.run((journey) => setJourney(journey, { name: writing }))
          setWriting(null)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') {
            setWriting(name)
            requestAnimationFrame(() => event.currentTarget?.blur())
          }
        }}
      />
    </h1>
  )
}

function ReleaseChip() {
  const row = useSurroundings((state) => state.row)
  const changed = useJourneyChanged()
  if (!row) return null
  const { release } = row
  if (!release) return <span className="pill">{t('Draft')}</span>
  if (changed) return <span className="pill">{t('Draft after r{n}', { n: release.number })}</span>
  return (
    <span className="pill" data-tone="ok">
      {t('Published r{n}', { n: release.number })}
    </span>
  )
}

/** Whether the draft differs from the release in anything but where things stand. */
function useJourneyChanged(): boolean {
  const released = useSurroundings((state) => state.released)
  const journey = useJourney((each) => each)
  return released === null || text(released) !== text(journey)
}

function text(journey: object): string {
  const { layout: _layout, notes: _notes, ...meaning } = journey as Record<string, unknown>
  return JSON.stringify(meaning, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

function SavedState() {
  const { connection } = useEditor()
  const { saved, kept } = useStore(connection.store)
  if (saved === 'offline') {
    return (
      <span className="pill" data-tone="warn" role="status">
        <IconCloudOff size={13} /> {kept ? t('Offline, saved on this computer') : t('Offline, edits go on')}
      </span>
    )
  }
  return (
    <span className="saved muted" role="status">
      {saved === 'saved' ? t('Saved') : saved === 'saving' ? t('Saving…') : t('Connecting…')}
    </span>
  )
}

function Peers() {
  const { connection } = useEditor()
  const peers = useStore(connection.store, (state) => state.peers)
  if (peers.length === 0) return null
  return (
    <ul className="peers" aria-label={t('Also here')}>
      {peers.slice(0, 4).map(({ client, name }) => (
        <li key={client} title={name}>
          <span aria-hidden="true">{initials(name)}</span>
          <span className="visually-hidden">{name}</span>
        </li>
      ))}
    </ul>
  )
}

function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  return `${parts[0]?.charAt(0) ?? ''}${parts.length > 1 ? (parts.at(-1)?.charAt(0) ?? '') : ''}`.toUpperCase()
}

function ProblemCount() {
  const { ui } = useEditor()
  const errors = useUi((state) => state.problems.filter(({ severity }) => severity === 'error').length)
  const warnings = useUi((state) => state.problems.filter(({ severity }) => severity === 'warning').length)
  const all = errors + warnings
  if (all === 0) return null
  return (
    <button
      type="button"
      className="pill problem-count"
      data-tone={errors > 0 ? 'bad' : 'warn'}
      onClick={() => ui.setState({ dock: 'problems' })}
    >
      {tn(all, '1 problem', '{n} problems')}
    </button>
  )
}
