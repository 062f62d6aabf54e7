import { type ReactNode, useRef } from 'react'
import { t } from '../i18n/t.ts'
import { announce } from '../ui/announce.tsx'
import type { FilledPart } from './use-part.ts'

/** The frame of every part of the workspace: its heading, its fields, what is wrong, and saving it. */
export function PartForm({
  id,
  title,
  help,
  means = t('Whatever is published next uses it; releases keep their own.'),
  part,
  readOnly,
  aside,
  children,
}: {
  id: string
  title: string
  help: string
  /** What saving does, said beside the button. */
  means?: string
  part: FilledPart<never>
  readOnly: boolean
  aside?: ReactNode
  children: ReactNode
}) {
  const form = useRef<HTMLFormElement>(null)
  return (
    <form
      ref={form}
      noValidate
      aria-labelledby={`${id}-title`}
      onSubmit={(event) => {
        event.preventDefault()
        void save(part.save)
      }}
    >
      <div className="settings-head">
        <div>
          <h2 id={`${id}-title`}>{title}</h2>
          <p className="muted">{help}</p>
        </div>
        {!readOnly && aside}
      </div>
      <fieldset className="settings-fields" disabled={readOnly}>
        {children}
      </fieldset>
      {part.elsewhere.length > 0 && (
        <div className="settings-refused" role="alert">
          {part.elsewhere.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </div>
      )}
      {part.refused && (
        <p className="settings-refused" role="alert">
          {part.refused}
        </p>
      )}
      {part.changed && (
        <div className="settings-refused" role="alert">
          <p>{t('Somebody else saved this while you were changing it. Nothing of theirs or yours is lost yet.')}</p>
          <p className="settings-choices">
            <button type="button" className="button" data-size="small" onClick={part.discard}>
              {t('Take theirs')}
            </button>
            <button type="button" className="button" data-size="small" onClick={() => void save(part.saveOver)}>
              {t('Save mine instead')}
            </button>
          </p>
        </div>
      )}
      {!readOnly && (
        <footer className="settings-save">
          <p className="muted">{means}</p>
          {part.unsaved && (
            <button type="button" className="button" data-kind="quiet" onClick={part.discard}>
              {t('Discard')}
            </button>
          )}
          <button type="submit" className="button" data-kind="ink" disabled={!part.unsaved || part.saving}>
            {part.saving ? t('Saving…') : t('Save')}
          </button>
        </footer>
      )}
    </form>
  )

  async function save(how: () => Promise<boolean>) {
    if (await how()) return
    // Drawn by now: what is wrong stands under its field.
    requestAnimationFrame(() => {
      const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
      if (!field) return
      field.focus()
      announce(t('It was not saved. Something is wrong with what is filled in.'))
    })
  }
}
