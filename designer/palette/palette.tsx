import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { addStep } from '../editor/actions.ts'
import { useEditor, useJourney } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import { NodeIcon } from '../ui/icon.tsx'
import { tintOf } from '../ui/tint.ts'
import { findEntries, type PaletteEntry, paletteGroups } from './entries.ts'

/** Everything that can be added: drag it, click it, or press Enter on it. */
export function Palette() {
  const kind = useJourney((journey) => journey.kind)
  const [query, setQuery] = useState('')
  const groups = paletteGroups(kind)
  const found = query.trim()
    ? [
        {
          id: 'found',
          title: t('Found'),
          entries: findEntries(
            groups.flatMap((group) => group.entries),
            query,
          ),
        },
      ]
    : groups
  const nothing = found.every((group) => group.entries.length === 0)
  return (
    <div className="palette">
      <label className="search-field palette-search">
        <IconSearch size={15} stroke={1.8} />
        <input
          type="search"
          aria-label={t('Find a step')}
          placeholder={t('Find a step')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <kbd>/</kbd>
      </label>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className="palette-list scroll" aria-label={t('Steps to add')} tabIndex={0}>
        {nothing ? (
          <p className="palette-none muted">
            {t('No step called “{query}”. Developers can add one as a node package.', { query: query.trim() })}
          </p>
        ) : (
          found.map((group) => (
            <div key={group.id}>
              <h2 className="section-label">{group.title}</h2>
              <ul>
                {group.entries.map((entry) => (
                  <li key={entry.id}>
                    <Entry entry={entry} />
                  </li>
                ))}
              </ul>
            </div>
          ))
        )}
      </section>
    </div>
  )
}

function Entry({ entry }: { entry: PaletteEntry }) {
  const editor = useEditor()
  return (
    <button
      type="button"
      className="palette-entry"
      title={entry.description}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData('application/x-throughline-step', entry.id)
        event.dataTransfer.effectAllowed = 'copy'
      }}
      onClick={() => addStep(editor, entry)}
    >
      <span className="tile" data-tint={tintOf(entry.type)}>
        <NodeIcon name={entry.icon} size={14} />
      </span>
      <span>{entry.title}</span>
    </button>
  )
}
