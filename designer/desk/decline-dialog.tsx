import { useState } from 'react'
import { t } from '../i18n/t.ts'
import { act } from './client.ts'
import { Dialog } from './dialog.tsx'

/** Declines an offer, with a reason for whoever reads the timeline. */
export function DeclineDialog({
  handoff,
  onClose,
  onDone,
}: {
  handoff: string
  onClose: () => void
  onDone: (action: Promise<unknown>) => Promise<boolean>
}) {
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const decline = async () => {
    setBusy(true)
    if (await onDone(act('decline', handoff, { reason: reason.trim() }))) onClose()
    else setBusy(false)
  }
  return (
    <Dialog title={t('Decline this offer')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void decline()
        }}
      >
        <p>{t('The journey takes the customer back and goes on as its protocol says.')}</p>
        <label>
          {t('Why (optional)')}
          <input maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        <div className="row end">
          <button type="button" onClick={onClose}>
            {t('Cancel')}
          </button>
          <button type="submit" className="primary" disabled={busy}>
            {t('Decline')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
