import { useState } from 'react'
import type { HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { act } from './client.ts'
import { Dialog } from './dialog.tsx'
import { FactField, factValue } from './fact-field.tsx'

type Outcome = 'resolved' | 'returned' | 'transferred'

/** Finishes a handoff: what came of it, a note for whoever comes next, and the facts the agent learned. */
export function CloseDialog({
  detail,
  queueName,
  onClose,
  onDone,
}: {
  detail: HandoffAnswer
  queueName: (queue: string) => string
  onClose: () => void
  onDone: (action: Promise<unknown>) => Promise<boolean>
}) {
  const { handoff, declared, queues, dispositions } = detail
  const [outcome, setOutcome] = useState<Outcome>('resolved')
  const [disposition, setDisposition] = useState('')
  const [note, setNote] = useState('')
  const [queue, setQueue] = useState(() => queues.find((each) => each.id !== handoff.queue)?.id ?? '')
  const [facts, setFacts] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const known = new Map(detail.context.facts.map((fact) => [fact.name, fact.value]))
  const outcomes: [Outcome, string, string][] = [
    ['resolved', t('Resolved'), t('The journey goes on as solved.')],
    ['returned', t('Give back to the journey'), t('It goes on with the customer by itself.')],
    ['transferred', t('Pass on to a queue'), t('Another agent gets everything, with your note.')],
  ]
  const close = async () => {
    const learned = declared.flatMap((fact) => {
      const value = factValue(fact.type, facts[fact.name] ?? '')
      return value === undefined ? [] : [[fact.name, value] as const]
    })
    setBusy(true)
    const body = {
      outcome,
      disposition: disposition.trim(),
      note: note.trim(),
      facts: Object.fromEntries(learned),
      ...(outcome === 'transferred' && queue !== '' ? { queue } : {}),
    }
    if (await onDone(act('close', handoff.id, body))) onClose()
    else setBusy(false)
  }
  return (
    <Dialog title={t('Close the handoff')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void close()
        }}
      >
        <fieldset>
          <legend>{t('What came of it?')}</legend>
          {outcomes.map(([value, label, help]) => (
            <label key={value} className="choice">
              <input type="radio" name="outcome" checked={outcome === value} onChange={() => setOutcome(value)} />
              <span>
                <b>{label}</b> <span className="quiet">{help}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {outcome === 'transferred' &&
          (queues.length > 0 ? (
            <label>
              {t('Queue')}
              <select value={queue} onChange={(event) => setQueue(event.target.value)}>
                {queues.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </select>
            </label>
          ) : (
            <p className="hint">
              {t('This protocol offers the customer to {queue} again.', { queue: queueName(handoff.queue) })}
            </p>
          ))}
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
          {dispositions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        {dispositions.length > 0 && (
          <div className="row">
            {dispositions.slice(0, 4).map((each) => (
              <button key={each} type="button" className="chip" onClick={() => setDisposition(each)}>
                {each}
              </button>
            ))}
          </div>
        )}
        <label>
          {t('Note for whoever comes next')}
          <textarea rows={2} maxLength={4000} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        {declared.length > 0 && (
          <details>
            <summary>{t('Facts you learned')}</summary>
            {declared.map((fact) => (
              <FactField
                key={fact.name}
                fact={fact}
                known={known.get(fact.name)}
                text={facts[fact.name] ?? ''}
                onChange={(text) => setFacts({ ...facts, [fact.name]: text })}
              />
            ))}
          </details>
        )}
        <div className="row end">
          <button type="button" onClick={onClose}>
            {t('Cancel')}
          </button>
          <button type="submit" className="primary" disabled={busy || disposition.trim() === ''}>
            {outcome === 'transferred' ? t('Pass on') : outcome === 'returned' ? t('Give back') : t('Close')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
