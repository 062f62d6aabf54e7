import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { formatJourney, type Problem, parseJourney } from '#core'
import { replace } from '../document/commands/settings.ts'
import { journeyOf, useEditor, useJourney } from '../editor/editor-context.ts'
import { t, tn } from '../i18n/t.ts'
import { toast } from '../ui/toast.tsx'
import { createJsonEditor } from './monaco.ts'

/** The document as text. Typing here changes nothing until it is applied, and only what is valid can be. */
export function CodePanel() {
  const editor = useEditor()
  const journey = useJourney((each) => each)
  const dark = useComputedColorScheme('light') === 'dark'
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<ReturnType<typeof createJsonEditor>>(null)
  const shown = useRef('')
  const [edited, setEdited] = useState(false)
  const [problems, setProblems] = useState<Problem[]>([])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the code editor lives as long as the panel and follows the theme below.
  useEffect(() => {
    if (!box.current) return
    shown.current = formatJourney(journeyOf(editor))
    const created = createJsonEditor(box.current, editor.id, shown.current, dark)
    view.current = created
    const listening = created.onChange(() => setEdited(created.text() !== shown.current))
    return () => {
      listening.dispose()
      created.dispose()
    }
  }, [editor])
  useEffect(() => view.current?.setDark(dark), [dark])
  useEffect(() => {
    if (edited) return
    const text = formatJourney(journey)
    if (text === shown.current) return
    shown.current = text
    view.current?.setText(text)
  }, [journey, edited])

  return (
    <div className="code">
      <div className="code-bar">
        <button type="button" className="button" data-size="small" data-kind="ink" disabled={!edited} onClick={apply}>
          {t('Apply')}
        </button>
        <button type="button" className="button" data-size="small" disabled={!edited} onClick={reset}>
          {t('Throw away')}
        </button>
        {problems.length > 0 && (
          <span className="code-problems" role="alert">
            {tn(problems.length, '1 thing to mend: {first}', '{n} things to mend: {first}', {
              first: problems[0]?.message ?? '',
            })}
          </span>
        )}
        {edited && problems.length === 0 && <span className="muted">{t('Not applied yet')}</span>}
      </div>
      <div className="code-view" ref={box} />
    </div>
  )

  function apply() {
    const parsed = parseJourney(view.current?.text() ?? '')
    if (!parsed.ok) return setProblems(parsed.problems)
    setProblems([])
    editor.document.run((before) => replace(before, parsed.value))
    shown.current = formatJourney(journeyOf(editor))
    view.current?.setText(shown.current)
    setEdited(false)
    toast(t('Applied'), { undo: editor.document.undo })
  }

  function reset() {
    shown.current = formatJourney(journeyOf(editor))
    view.current?.setText(shown.current)
    setProblems([])
    setEdited(false)
  }
}
