import { Modal } from '@mantine/core'
import { useEditor, useUi } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import { keyMap } from './key-map.ts'

/** All keys on one page. */
export function HelpDialog() {
  const { ui } = useEditor()
  const help = useUi((state) => state.help)
  return (
    <Modal
      opened={help}
      onClose={() => ui.setState({ help: false })}
      title={t('Keyboard')}
      size={760}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <div className="key-help">
        {keyMap.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="section-label">{t(title)}</h3>
            <dl>
              {keys.map(({ keys: pressed, does }) => (
                <div key={pressed}>
                  <dt>
                    <kbd>{pressed}</kbd>
                  </dt>
                  <dd>{t(does)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
