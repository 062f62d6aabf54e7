import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { addStep, join } from '../editor/actions.ts'
import { useEditor, useJourney, useUi } from '../editor/editor-context.ts'
import { endName, stepName } from '../editor/names.ts'
import { t } from '../i18n/t.ts'
import { findEntries, type PaletteEntry, paletteGroups } from '../palette/entries.ts'
import { NodeIcon } from '../ui/icon.tsx'
import { tintOf } from '../ui/tint.ts'

interface Choice {
  id: string
  title: string
  hint: string
  entry: PaletteEntry | null
  to?: string
}

/** The list at the pointer: type to find a step to add, or one that is already there to connect to. */
export function QuickAdd() {
  const open = useUi((state) => state.quickAdd)
  return open ? <List key={`${open.at.x}/${open.at.y}`} /> : null
}

function List() {
  const editor = useEditor()
  const open = useUi((state) => state.quickAdd)
  const journey = useJourney((each) => each)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const choices = choicesFor(query)
  useEffect(() => input.current?.focus(), [])
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])
  if (!open) return null
  const left = Math.min(Math.max(8, open.at.x + 10), innerWidth - 300)
  const top = Math.min(Math.max(56, open.at.y - 20), innerHeight - 380)
  const after = open.after ?? open.into
  return (
    <>
      <button type="button" className="backdrop" aria-label={t('Close')} tabIndex={-1} onClick={close} />
      <div className="quick-add" role="dialog" aria-label={t('Add a step')} style={{ left, top }}>
        <label className="search-field">
          <IconSearch size={15} stroke={1.8} />
          <input
            ref={input}
            role="combobox"
            aria-expanded="true"
            aria-controls="quick-add-list"
            aria-activedescendant={choices[at] ? `quick-${choices[at].id}` : undefined}
            aria-label={t('Find a step')}
            placeholder={
              open.connecting
                ? t('Connect to…')
                : after
                  ? t('Add after “{end}”', { end: endName(editor, after) })
                  : t('Add a step')
            }
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setAt(0)
            }}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                event.preventDefault()
                const step = event.key === 'ArrowDown' ? 1 : -1
                setAt((now) => (now + step + choices.length) % Math.max(1, choices.length))
              } else if (event.key === 'Enter') {
                event.preventDefault()
                const choice = choices[at]
                if (choice) choose(choice)
              } else if (event.key === 'Escape') {
                event.stopPropagation()
                close()
              }
            }}
          />
        </label>
        <div
          className="quick-list scroll"
          id="quick-add-list"
          role="listbox"
          aria-label={t('Steps')}
          ref={list}
          tabIndex={-1}
        >
          {choices.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above moves through this list and chooses.
            <div
              key={choice.id}
              id={`quick-${choice.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onPointerMove={() => setAt(index)}
              onClick={() => choose(choice)}
            >
              {choice.entry ? (
                <span className="tile" data-tint={tintOf(choice.entry.type)}>
                  <NodeIcon name={choice.entry.icon} size={14} />
                </span>
              ) : (
                <span className="tile">
                  <NodeIcon name="link" size={14} />
                </span>
              )}
              <span className="quick-title">{choice.title}</span>
              <span className="muted">{choice.hint}</span>
            </div>
          ))}
        </div>
        {choices.length === 0 && <p className="quick-none muted">{t('No step called “{query}”.', { query })}</p>}
      </div>
    </>
  )

  function choicesFor(words: string): Choice[] {
    if (!open) return []
    const groups = paletteGroups(journey.kind)
    const used = new Set(Object.values(journey.nodes).map((node) => node.type))
    const entries = findEntries(
      groups.flatMap((group) => group.entries),
      words,
    )
    // Kinds this journey uses already come first while nothing is typed.
    const sorted = words
      ? entries
      : [...entries.filter(({ type }) => used.has(type.type)), ...entries.filter(({ type }) => !used.has(type.type))]
    const adding = open.connecting
      ? []
      : sorted.map((entry) => ({
          id: entry.id,
          title: entry.title,
          hint: used.has(entry.type.type) ? t('used here') : '',
          entry,
        }))
    const wanted = words.trim().toLowerCase()
    const existing =
      open.after && (open.connecting || wanted)
        ? [
            ...Object.keys(journey.nodes).map((id) => ({ to: id, title: stepName(journey, id) })),
            ...Object.entries(journey.stages).flatMap(([id, stage]) =>
              stage.resumable
                ? [{ to: `resume:${id}`, title: t('Back into {stage}', { stage: stage.name || id }) }]
                : [],
            ),
          ]
            .filter(({ to, title }) => to !== open.after?.from && title.toLowerCase().includes(wanted))
            .map(({ to, title }) => ({ id: `to-${to.replace(':', '-')}`, title, hint: t('connect'), entry: null, to }))
        : []
    return [...existing, ...adding]
  }
  function choose(choice: Choice) {
    if (choice.entry) addStep(editor, choice.entry, { place: open?.place, after: open?.after, into: open?.into })
    else if (choice.to && open?.after) join(editor, { ...open.after, to: choice.to })
    close()
  }
  function close() {
    editor.ui.setState({ quickAdd: null })
    document.getElementById('canvas')?.focus()
  }
}
