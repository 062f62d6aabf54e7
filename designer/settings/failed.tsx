import { t } from '../i18n/t.ts'

/** Says why something is not there, with a way to try again. Nothing when all is well. */
export function Failed({ why, again }: { why: string | null; again: () => Promise<void> }) {
  if (!why) return null
  return (
    <p className="settings-refused" role="alert">
      {why}{' '}
      <button type="button" className="button" data-size="small" onClick={() => void again()}>
        {t('Try again')}
      </button>
    </p>
  )
}
