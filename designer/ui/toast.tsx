import { notifications } from '@mantine/notifications'
import { t } from '../i18n/t.ts'
import { announce } from './announce.tsx'

/** Says what happened in a corner of the page, with an Undo where there is one. */
export function toast(message: string, { undo, tone = 'plain' }: { undo?: () => void; tone?: 'plain' | 'bad' } = {}) {
  announce(message)
  const id = `toast-${message}-${Math.random()}`
  notifications.show({
    id,
    withBorder: false,
    color: tone === 'bad' ? 'red' : 'gray',
    autoClose: tone === 'bad' ? 10_000 : 6000,
    closeButtonProps: { 'aria-label': t('Close') },
    message: (
      <span className="toast">
        <span>{message}</span>
        {undo && (
          <button
            type="button"
            className="button"
            data-size="small"
            onClick={() => {
              undo()
              notifications.hide(id)
            }}
          >
            {t('Undo')}
          </button>
        )}
      </span>
    ),
  })
}
