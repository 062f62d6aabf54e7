import { Modal } from '@mantine/core'
import { useState } from 'react'
import { t } from '../i18n/t.ts'

/** Asks before something that cannot be taken back. */
export function Confirm({
  title,
  text,
  action,
  onDo,
  onClose,
}: {
  title: string
  text: string
  action: string
  /** Does it, and answers why not when it could not be done. */
  onDo: () => Promise<string | null>
  onClose: () => void
}) {
  const [doing, setDoing] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  return (
    <Modal opened onClose={onClose} title={title} size={440} closeButtonProps={{ 'aria-label': t('Close') }}>
      <div className="settings-dialog">
        <p>{text}</p>
        {refused && (
          <p className="settings-refused" role="alert">
            {refused}
          </p>
        )}
        <footer>
          <button type="button" className="button" data-autofocus onClick={onClose}>
            {t('Cancel')}
          </button>
          <button type="button" className="button" data-kind="bad" disabled={doing} onClick={() => void act()}>
            {action}
          </button>
        </footer>
      </div>
    </Modal>
  )

  async function act() {
    setDoing(true)
    const why = await onDo()
    setDoing(false)
    setRefused(why)
  }
}
