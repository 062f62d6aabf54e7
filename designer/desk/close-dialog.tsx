import { useEffect, useRef, useState } from 'react'
import type { HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { act } from './client.ts'

type Outcome = 'resolved' | 'returned' | 'transferred'

/** Finishes a handoff: what came of it, a note, and the facts the agent learned. */
export function CloseDialog({
  detail,
  onCancel,
  onDone,
}: {
  detail: HandoffAnswer
  onCancel: () => void
  onDone: (action: Promise<void>) => Promise<boolean>
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [outcome, setOutcome] = useState<Outcome>('resolved')
  const [disposition, setDisposition] = useState('')
  const [note, setNote] = useState('')
  const [facts, setFacts] = useState<Record<string, string>>({})
  useEffect(() => dialog.current?.showModal(), [])
  const outcomes: [Outcome, string][] = [
    ['resolved', t('Resolved')],
    ['returned', t('Give back to the journey')],
    ['transferred', t('Put back in the queue')],
  ]
  const close = async () => {
    const learned = Object.entries(facts).filter(([, value]) => value.trim() !== '')
    const typed = learned.map(([name, value]) => [
      name,
      typedAs(detail.declared.find((fact) => fact.name === name)?.type, value),
    ])
    if (await onDone(act('close', detail.handoff.id, { outcome, disposition, note, facts: Object.fromEntries(typed) })))
      onCancel()
  }
  return (
    <dialog ref={dialog} onCancel={onCancel} aria-labelledby="close-title">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void close()
        }}
      >
        <h2 id="close-title">{t('Close')}</h2>
        <fieldset>
          <legend>{t('What came of it?')}</legend>
          {outcomes.map(([value, label]) => (
            <label key={value} className="choice">
              <input type="radio" name="outcome" checked={outcome === value} onChange={() => setOutcome(value)} />{' '}
              {label}
            </label>
          ))}
        </fieldset>
        <label>
          {t('Disposition')}
          <input
            required
            maxLength={200}
            list="dispositions"
            value={disposition}
            onChange={(event) => setDisposition(event.target.value)}
            placeholder={t('For example: explained the amount')}
          />
        </label>
        <datalist id="dispositions">
          {detail.dispositions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <label>
          {t('Note for whoever comes next')}
          <textarea rows={2} maxLength={4000} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        {detail.declared.length > 0 && (
          <details>
            <summary>{t('Facts you learned')}</summary>
            {detail.declared.map((fact) => (
              <label key={fact.name}>
                {fact.label}
                <input
                  value={facts[fact.name] ?? ''}
                  onChange={(event) => setFacts({ ...facts, [fact.name]: event.target.value })}
                />
              </label>
            ))}
          </details>
        )}
        <div className="row end">
          <button type="button" onClick={onCancel}>
            {t('Cancel')}
          </button>
          <button type="submit" className="primary" disabled={!disposition.trim()}>
            {t('Close')}
          </button>
        </div>
      </form>
    </dialog>
  )
}

function typedAs(type: string | undefined, value: string): string | number | boolean {
  if (type === 'number' && Number.isFinite(Number(value))) return Number(value)
  if (type === 'boolean') return /^(yes|true|1)$/i.test(value.trim())
  return value.trim()
}
