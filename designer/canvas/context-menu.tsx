import { Menu } from '@mantine/core'
import { duplicateSelected, noteAt, removeSelected, stageSelected, turnInto } from '../editor/actions.ts'
import { copySelected, pasteText } from '../editor/clipboard.ts'
import { useEditor, useJourney, useUi } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import { paletteGroups } from '../palette/entries.ts'
import { downstream, upstream } from './free-place.ts'
import { tidy } from './tidy.ts'

/** What can be done with what was clicked, at the pointer. */
export function ContextMenu() {
  const editor = useEditor()
  const menu = useUi((state) => state.menu)
  const selected = useUi((state) => state.selected)
  const journey = useJourney((each) => each)
  if (!menu) return null
  const close = () => editor.ui.setState({ menu: null })
  const step = menu.on && journey.nodes[menu.on] ? menu.on : null
  const group = step
    ? editor.surroundings.getState().catalog.nodes.get(journey.nodes[step]?.type ?? '')?.group
    : undefined
  const like = paletteGroups(journey.kind).find(({ id }) => id === group)?.entries ?? []
  return (
    <Menu opened onClose={close} position="bottom-start" width={240} withinPortal>
      <Menu.Target>
        <span className="menu-anchor" style={{ left: menu.at.x, top: menu.at.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        {step && (
          <>
            <Menu.Item
              rightSection={<kbd>Shift Enter</kbd>}
              onClick={() => editor.ui.setState({ quickAdd: { at: menu.at, after: undefined } })}
            >
              {t('Add a step after')}
            </Menu.Item>
            <Menu.Item
              rightSection={<kbd>F2</kbd>}
              onClick={() =>
                editor.ui.setState(({ field }) => ({
                  inspector: true,
                  field: { path: '#name', turn: (field?.turn ?? 0) + 1 },
                }))
              }
            >
              {t('Rename')}
            </Menu.Item>
            {like.length > 1 && (
              <Menu.Sub>
                <Menu.Sub.Target>
                  <Menu.Sub.Item>{t('Change to…')}</Menu.Sub.Item>
                </Menu.Sub.Target>
                <Menu.Sub.Dropdown>
                  {like.map((entry) => (
                    <Menu.Item key={entry.id} onClick={() => turnInto(editor, step, entry)}>
                      {entry.title}
                    </Menu.Item>
                  ))}
                </Menu.Sub.Dropdown>
              </Menu.Sub>
            )}
            <Menu.Divider />
            <Menu.Item
              rightSection={<kbd>Alt D</kbd>}
              onClick={() => editor.ui.setState({ selected: [...downstream(journey, step)] })}
            >
              {t('Select what follows')}
            </Menu.Item>
            <Menu.Item
              rightSection={<kbd>Alt U</kbd>}
              onClick={() => editor.ui.setState({ selected: [...upstream(journey, step)] })}
            >
              {t('Select what leads here')}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        {selected.some((id) => journey.nodes[id]) && (
          <>
            <Menu.Item onClick={() => stageSelected(editor)}>{t('Make a stage')}</Menu.Item>
            <Menu.Item rightSection={<kbd>Ctrl D</kbd>} onClick={() => duplicateSelected(editor)}>
              {t('Duplicate')}
            </Menu.Item>
            <Menu.Item
              rightSection={<kbd>Ctrl C</kbd>}
              onClick={() => navigator.clipboard?.writeText(copySelected(editor) ?? '')}
            >
              {t('Copy')}
            </Menu.Item>
          </>
        )}
        {menu.on === null && (
          <>
            <Menu.Item
              rightSection={<kbd>/</kbd>}
              onClick={() => editor.ui.setState({ quickAdd: { at: menu.at, place: place() } })}
            >
              {t('Add a step')}
            </Menu.Item>
            <Menu.Item onClick={() => noteAt(editor, place())}>{t('Add a note')}</Menu.Item>
            <Menu.Item
              rightSection={<kbd>Ctrl V</kbd>}
              onClick={async () => pasteText(editor, (await navigator.clipboard?.readText().catch(() => '')) ?? '')}
            >
              {t('Paste')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item rightSection={<kbd>Shift T</kbd>} onClick={() => tidy(editor)}>
              {t('Tidy up')}
            </Menu.Item>
          </>
        )}
        {menu.on !== null && (
          <Menu.Item data-tone="bad" rightSection={<kbd>Del</kbd>} onClick={() => removeSelected(editor)}>
            {t('Delete')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )

  function place(): [number, number] {
    const { x, y } = editor.view.current?.center() ?? { x: 0, y: 0 }
    const screen = editor.view.current?.toScreen([x, y])
    const zoom = (editor.view.current?.toScreen([x + 100, y]).x ?? 100) - (screen?.x ?? 0)
    const scale = 100 / Math.max(1, zoom)
    return [x + ((menu?.at.x ?? 0) - (screen?.x ?? 0)) * scale, y + ((menu?.at.y ?? 0) - (screen?.y ?? 0)) * scale]
  }
}
