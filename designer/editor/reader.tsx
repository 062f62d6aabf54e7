import { IconEye } from '@tabler/icons-react'
import { t } from '../i18n/t.ts'
import { Outline } from '../outline/outline.tsx'
import { TopBar } from './top-bar.tsx'

/** A journey where there is no room to draw: to be read from the start to every end. */
export function Reader() {
  return (
    <div className="editor reader">
      <TopBar reading />
      <main className="reader-main scroll">
        <p className="reader-why">
          <IconEye size={16} stroke={1.8} />
          <span>{t('Here a journey can only be read. Drawing needs a window at least 900 pixels wide.')}</span>
        </p>
        <Outline reading />
      </main>
    </div>
  )
}
