import { t } from '../i18n/t.ts'
import { Dialog } from './dialog.tsx'

/** Every key of the desk, and the switch that turns the single ones off. */
export function HelpDialog({
  keysOn,
  onKeysOn,
  onClose,
}: {
  keysOn: boolean
  onKeysOn: (on: boolean) => void
  onClose: () => void
}) {
  const keys: [string, string][] = [
    ['J', t('Next in the list')],
    ['K', t('Previous in the list')],
    ['A', t('Accept the offer')],
    ['D', t('Decline the offer')],
    ['R', t('Write a reply')],
    ['C', t('Close the handoff')],
    ['/', t('Find a customer')],
    ['?', t('This help')],
    ['Enter', t('Send, while writing')],
    ['Shift Enter', t('New line, while writing')],
    ['Ctrl Enter', t('Send, while writing')],
    ['Esc', t('Leave the reply or a dialog')],
  ]
  return (
    <Dialog title={t('Keys')} onClose={onClose}>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="choice">
        <input type="checkbox" checked={keysOn} onChange={(event) => onKeysOn(event.target.checked)} />
        <span>{t('Single keys are on')}</span>
      </label>
      <div className="row end">
        <button type="button" className="primary" onClick={onClose}>
          {t('Done')}
        </button>
      </div>
    </Dialog>
  )
}
