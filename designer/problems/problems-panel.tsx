import { Popover } from '@mantine/core'
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconExclamationCircle } from '@tabler/icons-react'
import { useState } from 'react'
import type { Problem, Severity } from '#core'
import { suppress, unsuppress } from '../document/commands/settings.ts'
import { useEditor, useJourney, useUi } from '../editor/editor-context.ts'
import { thingName } from '../editor/names.ts'
import { t, tn } from '../i18n/t.ts'
import { repairsFor } from './repairs.ts'
import { keyOfProblem, showProblem, withoutName } from './show-problem.ts'

const marks = { error: IconExclamationCircle, warning: IconAlertTriangle, tip: IconBulb } as const
const levels: Record<Severity, string> = { error: 'Must fix', warning: 'Should fix', tip: 'Tip' }
const rank: Record<Severity, number> = { error: 0, warning: 1, tip: 2 }

/** What is wrong, what it would mean for the customer, and what would mend it. */
export function ProblemsPanel() {
  const problems = useUi((state) => state.problems)
  const checked = useUi((state) => state.checked)
  const sorted = [...problems].sort((a, b) => rank[a.severity] - rank[b.severity])
  if (!checked) return <p className="dock-empty muted">{t('Checking…')}</p>
  return (
    <ul className="problems">
      {sorted.map((problem) => (
        <Row key={keyOfProblem(problem)} problem={problem} />
      ))}
      {problems.every(({ severity }) => severity === 'tip') && (
        <li className="problem" data-severity="ok">
          <IconCircleCheck size={16} stroke={1.8} />
          <span className="muted">
            {t('Checked {what} Every path reaches an end, and nobody is asked twice.', {
              what: checkedWords(checked.steps, checked.links),
            })}
          </span>
        </li>
      )}
      <Suppressed />
    </ul>
  )
}

function Row({ problem }: { problem: Problem }) {
  const editor = useEditor()
  const name = useJourney((journey) =>
    problem.node === null
      ? journey.name
      : journey.stages[problem.node]
        ? thingName(journey, `stage:${problem.node}`)
        : thingName(journey, problem.node),
  )
  const Mark = marks[problem.severity]
  return (
    <li className="problem" data-severity={problem.severity}>
      <Mark size={16} stroke={1.8} />
      <span className="visually-hidden">{t(levels[problem.severity])}: </span>
      <button type="button" className="problem-words" onClick={() => showProblem(editor, problem)}>
        <strong>{name}</strong> <span>{withoutName(problem.message, name)}</span>{' '}
        <span className="muted">{problem.why}</span>
      </button>
      {repairsFor(editor, problem).map(({ title, act }) => (
        <button
          key={title}
          type="button"
          className="button"
          data-size="small"
          onClick={(event) => {
            showProblem(editor, problem, { quietly: true })
            act({ x: event.clientX, y: Math.max(80, event.clientY - 340) })
          }}
        >
          {title}
        </button>
      ))}
      {problem.severity !== 'error' && <Accept problem={problem} />}
    </li>
  )
}

/** Lives with a problem, for a reason that stays in the document. */
function Accept({ problem }: { problem: Problem }) {
  const editor = useEditor()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const good = reason.trim().length >= 3
  return (
    <Popover opened={open} onChange={setOpen} width={280} position="top-end" trapFocus withinPortal>
      <Popover.Target>
        <button type="button" className="button" data-size="small" data-kind="quiet" onClick={() => setOpen(!open)}>
          {t('Accept…')}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="accept"
          onSubmit={(event) => {
            event.preventDefault()
            if (!good) return
            editor.document.run((journey) => suppress(journey, problem.code, problem.node, reason.trim()))
            setOpen(false)
          }}
        >
          <label htmlFor="accept-reason">{t('Why is this fine here?')}</label>
          <textarea
            id="accept-reason"
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            data-autofocus
          />
          <button type="submit" className="button" data-size="small" disabled={!good}>
            {t('Accept')}
          </button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

function Suppressed() {
  const editor = useEditor()
  const suppressed = useJourney((journey) => journey.suppressed)
  const journey = useJourney((each) => each)
  if (suppressed.length === 0) return null
  return (
    <li className="suppressed">
      <details>
        <summary className="muted">{tn(suppressed.length, '1 accepted problem', '{n} accepted problems')}</summary>
        <ul>
          {suppressed.map(({ code, node, reason }) => (
            <li key={`${code}/${node}`} className="problem">
              <span>
                <strong>{node ? thingName(journey, node) : journey.name}</strong> <span className="muted">{code}</span>{' '}
                {reason}
              </span>
              <button
                type="button"
                className="button"
                data-size="small"
                onClick={() => editor.document.run((before) => unsuppress(before, code, node))}
              >
                {t('Show again')}
              </button>
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}

/** How much was checked, in words. */
function checkedWords(steps: number, links: number): string {
  return t('{steps}, {links}.', {
    steps: tn(steps, '1 step', '{n} steps'),
    links: tn(links, '1 connection', '{n} connections'),
  })
}
