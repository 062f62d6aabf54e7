import { addStep } from '../editor/actions.ts'
import { useEditor, useJourney } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import { paletteGroups } from '../palette/entries.ts'
import { NodeIcon } from '../ui/icon.tsx'
import { tintOf } from '../ui/tint.ts'

/** What an empty canvas asks: how does it begin? */
export function EmptyCanvas() {
  const editor = useEditor()
  const kind = useJourney((journey) => journey.kind)
  const groups = paletteGroups(kind)
  const wanted = kind === 'protocol' ? (groups.find(({ id }) => id === 'people') ?? groups[0]) : groups[0]
  return (
    <div className="empty-canvas">
      <div className="empty-card">
        <h2>{kind === 'protocol' ? t('How does the handoff begin?') : t('When does this journey start?')}</h2>
        <ul>
          {(wanted?.entries ?? []).slice(0, 5).map((entry) => (
            <li key={entry.id}>
              <button type="button" onClick={() => addStep(editor, entry, {})}>
                <span className="tile" data-tint={tintOf(entry.type)}>
                  <NodeIcon name={entry.icon} size={14} />
                </span>
                <span>
                  <strong>{entry.title}</strong>
                  <small>{entry.description}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
        <p className="muted">
          {t('Or press')} <kbd>/</kbd> {t('to add any step.')}
        </p>
      </div>
    </div>
  )
}
