import { Tabs } from '@mantine/core'
import { IconDots, IconX } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { Journey } from '#core'
import { rename } from '../document/commands/set-node.ts'
import { useEditor, useJourney, useSurroundings, useUi } from '../editor/editor-context.ts'
import type { InspectorTab } from '../editor/interface-state.ts'
import { t, tn } from '../i18n/t.ts'
import { entryFor } from '../palette/entries.ts'
import { NodeIcon } from '../ui/icon.tsx'
import { tintOf } from '../ui/tint.ts'
import { JourneySettings } from './journey-settings.tsx'
import { NotesTab } from './notes-tab.tsx'
import { OutcomesTab } from './outcomes-tab.tsx'
import { SettingsTab } from './settings-tab.tsx'
import { StageEditor } from './stage-editor.tsx'
import { TimingTab } from './timing-tab.tsx'
import { useFieldFocus } from './use-field-focus.ts'

/** Beside the canvas: the settings of what is selected, or of the journey itself. */
export function Inspector() {
  const marked = useUi((state) => state.selected)
  const journey = useJourney((each) => each)
  const box = useRef<HTMLElement>(null)
  useFieldFocus(box)
  // What an undo took away may still be marked.
  const selected = marked.filter((each) => exists(journey, each))
  const [id, ...others] = selected
  const steps = selected.filter((each) => journey.nodes[each])
  return (
    <aside className="inspector" aria-label={t('Step settings')} ref={box}>
      {id === undefined ? (
        <JourneySettings />
      ) : others.length > 0 ? (
        <div className="inspector-many">
          <Close />
          <h2>{tn(selected.length, '1 selected', '{n} selected')}</h2>
          <p className="muted">{t('Ctrl D duplicates them, Del deletes them. A right click makes a stage of them.')}</p>
        </div>
      ) : id.startsWith('stage:') ? (
        <StageEditor key={id} id={id.slice(6)} />
      ) : steps[0] ? (
        <StepSettings key={id} id={steps[0]} />
      ) : (
        <div className="inspector-many">
          <Close />
          <h2>{t('Note')}</h2>
          <p className="muted">
            {t('Double click it to write. Notes are for people; the journey does not read them.')}
          </p>
        </div>
      )}
    </aside>
  )
}

function exists({ nodes, stages, notes }: Journey, id: string): boolean {
  if (id.startsWith('stage:')) return id.slice('stage:'.length) in stages
  if (id.startsWith('note:')) return id.slice('note:'.length) in notes
  return id in nodes
}

function Close() {
  const { ui } = useEditor()
  return (
    <button
      type="button"
      className="icon-button inspector-close"
      aria-label={t('Close settings')}
      onClick={() => ui.setState({ inspector: false })}
    >
      <IconX size={16} />
    </button>
  )
}

function StepSettings({ id }: { id: string }) {
  const { ui } = useEditor()
  const tab = useUi((state) => state.tab)
  const known = useSurroundings((state) => state.catalog.nodes)
  const node = useJourney((journey) => journey.nodes[id])
  const type = known.get(node?.type ?? '')
  if (!node) return null
  const entry = entryFor(node.type, node.config)
  return (
    <>
      <header className="inspector-head">
        <span className="tile" data-tint={tintOf(type)}>
          <NodeIcon name={entry?.icon ?? type?.icon ?? 'help'} size={17} />
        </span>
        <div className="inspector-name">
          <StepName id={id} name={node.name} />
          <p className="muted">
            {type ? (entry?.title ?? t(type.title)) : t('Unknown kind “{type}”', { type: node.type })}
          </p>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t('More')}
          onClick={(event) => ui.setState({ menu: { at: { x: event.clientX - 180, y: event.clientY + 10 }, on: id } })}
        >
          <IconDots size={16} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t('Close settings')}
          onClick={() => ui.setState({ inspector: false })}
        >
          <IconX size={16} />
        </button>
      </header>
      <Tabs
        value={tab}
        onChange={(next) => next && ui.setState({ tab: next as InspectorTab })}
        className="inspector-tabs"
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="settings">{t('Settings')}</Tabs.Tab>
          <Tabs.Tab value="outcomes">{t('Outcomes')}</Tabs.Tab>
          <Tabs.Tab value="timing">{t('Timing')}</Tabs.Tab>
          <Tabs.Tab value="notes">{t('Notes')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="settings" className="inspector-body scroll">
          <SettingsTab id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="outcomes" className="inspector-body scroll">
          <OutcomesTab id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="timing" className="inspector-body scroll">
          <TimingTab id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="notes" className="inspector-body scroll">
          <NotesTab id={id} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function StepName({ id, name }: { id: string; name: string }) {
  const editor = useEditor()
  const [writing, setWriting] = useState<string | null>(null)
  const shown = writing ?? name
  return (
    <h2>
      <input
        className="name-input"
        aria-label={t('Name of the step')}
        data-field="#name"
        placeholder={id}
        value={shown}
        onFocus={() => setWriting(name)}
        onChange={(event) => setWriting(event.target.value)}
        onBlur={() => {
          if (writing !== null && writing.trim() !== name)
            editor.document.run((journey) => rename(journey, id, writing))
          setWriting(null)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
    </h2>
  )
}
