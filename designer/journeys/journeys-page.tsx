import { IconHeadset, IconPlus, IconRoute, IconSettings, IconUpload } from '@tabler/icons-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { DocumentRow } from '#api'
import { formatJourney, Journey, parseJourney } from '#core'
import { api } from '../api/client.ts'
import { t } from '../i18n/t.ts'
import { later } from '../ui/later.tsx'
import { go } from '../ui/route.ts'
import { ThemeSwitch } from '../ui/theme-switch.tsx'
import { toast } from '../ui/toast.tsx'
import { JourneyRow } from './journey-row.tsx'
import { copyOf, newDocument } from './new-document.ts'
import { useProblemCounts } from './use-problem-counts.ts'

const Toasts = later(async () => (await import('../ui/toasts.tsx')).Toasts)

/** All journeys and protocols, and how each stands. */
export function JourneysPage() {
  const [rows, setRows] = useState<DocumentRow[] | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [refusals, setRefusals] = useState<string[]>([])
  const file = useRef<HTMLInputElement>(null)
  const counts = useProblemCounts(rows)
  const load = useCallback(async () => {
    const answer = await api.documents()
    if (answer.ok) setRows(answer.value.documents)
    setFailed(
      answer.ok
        ? null
        : answer.status === 401
          ? t('You are not signed in. Open the link that the server printed when it started.')
          : answer.message,
    )
  }, [])
  useEffect(() => {
    document.title = 'Throughline'
    void load()
  }, [load])
  const taken = (id: string) => (rows ?? []).some((row) => row.id === id)

  return (
    <div className="journeys-page">
      <header className="top-bar">
        <a className="mark" href="/" aria-label={t('All journeys')}>
          <img src="/mark.svg" alt="" width={26} height={26} />
        </a>
        <strong>Throughline</strong>
        <span className="grow" />
        <a className="icon-button" href="/settings" aria-label={t('Settings')} title={t('Settings')}>
          <IconSettings size={16} stroke={1.8} />
        </a>
        <ThemeSwitch />
        <a className="button" href="/desk/">
          <IconHeadset size={15} stroke={1.8} /> {t('Desk')}
        </a>
      </header>
      <main className="journeys">
        <div className="journeys-head">
          <div>
            <h1>{t('Journeys')}</h1>
            <p className="muted">{t('What customers are led through, and how they are handed over.')}</p>
          </div>
          <span className="grow" />
          <button type="button" className="button" onClick={() => file.current?.click()}>
            <IconUpload size={15} stroke={1.8} /> {t('Import')}
          </button>
          <button type="button" className="button" onClick={() => create('protocol')}>
            <IconPlus size={15} stroke={1.8} /> {t('New protocol')}
          </button>
          <button type="button" className="button" data-kind="ink" onClick={() => create('journey')}>
            <IconPlus size={15} stroke={1.8} /> {t('New journey')}
          </button>
          <input
            ref={file}
            type="file"
            accept=".json,application/json"
            hidden
            multiple
            onChange={(event) => void importFiles(event.currentTarget)}
          />
        </div>
        {failed && (
          <p className="journeys-failed" role="alert">
            {failed}{' '}
            <button type="button" className="button" data-size="small" onClick={() => void load()}>
              {t('Try again')}
            </button>
          </p>
        )}
        {refusals.length > 0 && (
          <div className="journeys-failed" role="alert">
            <p>{t('It was not imported:')}</p>
            <ul>
              {refusals.map((refusal) => (
                <li key={refusal}>{refusal}</li>
              ))}
            </ul>
            <button type="button" className="button" data-size="small" onClick={() => setRefusals([])}>
              {t('Close')}
            </button>
          </div>
        )}
        {!rows && !failed && <div className="journeys-skeleton" role="status" aria-label={t('Loading')} />}
        {rows && rows.length === 0 && <Empty onNew={() => create('journey')} />}
        {rows && rows.length > 0 && (
          <table className="journeys-table">
            <thead>
              <tr>
                <th scope="col">{t('Name')}</th>
                <th scope="col">{t('Kind')}</th>
                <th scope="col">{t('Problems')}</th>
                <th scope="col">{t('Released')}</th>
                <th scope="col">{t('Last edited')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('Actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <JourneyRow
                  key={row.id}
                  row={row}
                  counts={counts[row.id]}
                  onDuplicate={() => void duplicate(row)}
                  onDownload={() => void download(row)}
                  onRemove={() => void remove(row)}
                />
              ))}
            </tbody>
          </table>
        )}
      </main>
      <Toasts />
    </div>
  )

  async function create(kind: 'journey' | 'protocol') {
    const answer = await api.create(newDocument(kind, taken))
    if (answer.ok) go(`/journeys/${encodeURIComponent(answer.value.id)}`)
    else toast(answer.message, { tone: 'bad' })
  }

  async function open(row: DocumentRow): Promise<Journey | null> {
    const answer = await api.document(row.id)
    const parsed = answer.ok ? Journey.safeParse(answer.value.document) : undefined
    if (!answer.ok) toast(answer.message, { tone: 'bad' })
    return parsed?.success ? parsed.data : null
  }

  async function duplicate(row: DocumentRow) {
    const journey = await open(row)
    if (!journey) return
    const answer = await api.create(copyOf(journey, taken))
    if (!answer.ok) return toast(answer.message, { tone: 'bad' })
    toast(t('Duplicated {name}', { name: row.name }))
    await load()
  }

  async function download(row: DocumentRow) {
    const journey = await open(row)
    if (!journey) return
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([formatJourney(journey)], { type: 'application/json' }))
    link.download = `${row.id}.journey.json`
    link.click()
    URL.revokeObjectURL(link.href)
  }

  async function remove(row: DocumentRow) {
    const answer = await api.document(row.id)
    const gone = await api.remove(row.id)
    if (!gone.ok) return toast(gone.message, { tone: 'bad' })
    await load()
    const back = answer.ok ? answer.value.document : null
    toast(t('Deleted {name}', { name: row.name }), back ? { undo: () => void api.create(back).then(load) } : {})
  }

  async function importFiles(input: HTMLInputElement) {
    const problems: string[] = []
    let last: string | null = null
    for (const each of input.files ?? []) {
      const parsed = parseJourney(await each.text())
      if (!parsed.ok) {
        problems.push(...parsed.problems.slice(0, 8).map(({ message }) => `${each.name}: ${message}`))
        continue
      }
      const journey = taken(parsed.value.id) ? copyOf(parsed.value, taken) : parsed.value
      const answer = await api.create(journey)
      if (answer.ok) last = answer.value.id
      else problems.push(`${each.name}: ${answer.message}`)
    }
    input.value = ''
    setRefusals(problems)
    await load()
    if (last && problems.length === 0) toast(t('Imported'))
  }
}

function Empty({ onNew }: { onNew: () => void }) {
  return (
    <div className="journeys-empty">
      <IconRoute size={28} stroke={1.5} />
      <h2>{t('No journeys yet')}</h2>
      <p className="muted">{t('Draw the first one, or import a journey.json.')}</p>
      <button type="button" className="button" data-kind="ink" onClick={onNew}>
        {t('New journey')}
      </button>
    </div>
  )
}
