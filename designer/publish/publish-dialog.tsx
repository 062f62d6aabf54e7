import { Checkbox, Modal, Textarea } from '@mantine/core'
import { IconAlertTriangle, IconExclamationCircle, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '#core'
import { api } from '../api/client.ts'
import { useEditor, useJourney, useSurroundings, useUi } from '../editor/editor-context.ts'
import { t, tn } from '../i18n/t.ts'
import { keyOfProblem, showProblem } from '../problems/show-problem.ts'
import { toast } from '../ui/toast.tsx'
import { type Change, changesBetween } from './change-summary.ts'

const marks: Record<Change['kind'], typeof IconPlus> = { added: IconPlus, removed: IconMinus, changed: IconPencil }
const kinds: Record<Change['kind'], string> = { added: 'Added', removed: 'Removed', changed: 'Changed' }

/** Publishing: what changed, what is wrong, a note; then the server checks once more. */
export function PublishDialog() {
  const { ui } = useEditor()
  const open = useUi((state) => state.publishing)
  return (
    <Modal
      opened={open}
      onClose={() => ui.setState({ publishing: false })}
      title={t('Publish')}
      size={600}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {open && <Body />}
    </Modal>
  )
}

function Body() {
  const editor = useEditor()
  const journey = useJourney((each) => each)
  const { released, catalog, row } = useSurroundings((state) => state)
  const known = useUi((state) => state.problems)
  const saved = useStore(editor.connection.store, (state) => state.saved)
  const [note, setNote] = useState('')
  const [accepted, setAccepted] = useState(false)
  const [sending, setSending] = useState(false)
  const [refused, setRefused] = useState<{ message: string; problems: Problem[] } | null>(null)
  const problems = refused && refused.problems.length > 0 ? refused.problems : known
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  const changes = changesBetween(released, journey, catalog)
  const unsaved = saved !== 'saved'
  return (
    <form
      className="publish"
      onSubmit={(event) => {
        event.preventDefault()
        void publish()
      }}
    >
      <section>
        <h3 className="section-label">
          {row?.release ? t('Changed since r{n}', { n: row.release.number }) : t('What is published')}
        </h3>
        {changes.length === 0 ? (
          <p className="muted">{t('Nothing the customer could notice.')}</p>
        ) : (
          <ul className="changes scroll">
            {changes.map(({ kind, words }) => {
              const Mark = marks[kind]
              return (
                <li key={`${kind}/${words}`} data-kind={kind}>
                  <Mark size={14} stroke={2} />
                  <span className="visually-hidden">{t(kinds[kind])}: </span>
                  <span>{words}</span>
                </li>
              )
            })}
          </ul>
        )}
      </section>
      {errors.length + warnings.length > 0 && (
        <section>
          <h3 className="section-label">
            {errors.length > 0
              ? tn(errors.length, '1 problem must be mended first', '{n} problems must be mended first')
              : tn(warnings.length, '1 warning', '{n} warnings')}
          </h3>
          <ul className="publish-problems scroll">
            {[...errors, ...warnings].map((problem) => {
              const Mark = problem.severity === 'error' ? IconExclamationCircle : IconAlertTriangle
              return (
                <li key={keyOfProblem(problem)} data-severity={problem.severity}>
                  <Mark size={15} stroke={1.8} />
                  <button
                    type="button"
                    onClick={() => {
                      editor.ui.setState({ publishing: false })
                      showProblem(editor, problem)
                    }}
                  >
                    {problem.message}
                  </button>
                </li>
              )
            })}
          </ul>
          {errors.length === 0 && (
            <Checkbox
              checked={accepted}
              onChange={(event) => setAccepted(event.currentTarget.checked)}
              label={t('I have read the warnings. Publish all the same.')}
            />
          )}
        </section>
      )}
      <Textarea
        label={t('Note')}
        placeholder={t('What is new, for colleagues')}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {row?.release && (
        <p className="muted">{t('Customers who are under way stay on their release. New ones start on this one.')}</p>
      )}
      {refused && (
        <p className="publish-refused" role="alert">
          {refused.message}
        </p>
      )}
      {unsaved && (
        <p className="publish-refused">
          {saved === 'offline' ? t('You are offline. Publishing needs the server.') : t('Saving the draft first…')}
        </p>
      )}
      <footer>
        <button type="button" className="button" onClick={() => editor.ui.setState({ publishing: false })}>
          {t('Cancel')}
        </button>
        <button
          type="submit"
          className="button"
          data-kind="ink"
          disabled={sending || unsaved || errors.length > 0 || (warnings.length > 0 && !accepted)}
        >
          {sending ? t('Publishing…') : t('Publish')}
        </button>
      </footer>
    </form>
  )

  async function publish() {
    setSending(true)
    const answer = await api.publish(editor.id, note.trim(), accepted || warnings.length === 0)
    setSending(false)
    if (!answer.ok) return setRefused({ message: answer.message, problems: answer.problems ?? [] })
    toast(t('Published as r{n}', { n: answer.value.release.number }))
    editor.ui.setState({ publishing: false })
    await editor.refresh()
  }
}
