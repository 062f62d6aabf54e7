import { TextInput } from '@mantine/core'
import { t } from '../i18n/t.ts'
import type { Row } from './rows.ts'

/** The id that journeys refer to: written once, while nothing can refer to it yet. */
export function IdField<T>({
  row,
  label = t('Id'),
  error,
  onChange,
}: {
  row: Row<T>
  label?: string
  error: string | undefined
  onChange: (id: string) => void
}) {
  return (
    <TextInput
      label={label}
      value={row.id}
      readOnly={!row.fresh}
      className={row.fresh ? undefined : 'settings-fixed'}
      title={row.fresh ? undefined : t('Journeys refer to it by this; it stays.')}
      error={error}
      maxLength={80}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
