import { IconListTree, IconPlus, IconVariable } from '@tabler/icons-react'
import { useEffect } from 'react'
import { t } from '../i18n/t.ts'
import { Palette } from '../palette/palette.tsx'
import { later } from '../ui/later.tsx'
import { useEditor, useUi } from './editor-context.ts'

const Outline = later(async () => (await import('../outline/outline.tsx')).Outline)

/** What can be added, or the journey as a list. */
export function LeftPanel() {
  const left = useUi((state) => state.left)
  return (
    <aside className="left" aria-label={left === 'outline' ? t('Outline') : t('Add steps')}>
      {left === 'outline' ? <Outline /> : <Palette />}
    </aside>
  )
}

/** The switches at the edge that open and close what lies beside and below the canvas. */
export function Rail() {
  const { ui } = useEditor()
  const left = useUi((state) => state.left)
  const dock = useUi((state) => state.dock)
  useEffect(Outline.load, [])
  return (
    <aside className="rail" id="build" aria-label={t('Build')} tabIndex={-1}>
      <div role="toolbar" aria-label={t('Panels')} aria-orientation="vertical">
        <RailButton
          name={t('Add steps')}
          on={left === 'add'}
          onClick={() => ui.setState({ left: left === 'add' ? 'none' : 'add' })}
        >
          <IconPlus size={17} stroke={1.8} />
        </RailButton>
        <RailButton
          name={t('Outline')}
          on={left === 'outline'}
          onClick={() => ui.setState({ left: left === 'outline' ? 'none' : 'outline' })}
        >
          <IconListTree size={17} stroke={1.8} />
        </RailButton>
        <RailButton
          name={t('Data')}
          on={dock === 'data'}
          onClick={() => ui.setState({ dock: dock === 'data' ? 'none' : 'data' })}
        >
          <IconVariable size={17} stroke={1.8} />
        </RailButton>
      </div>
    </aside>
  )
}

function RailButton({
  name,
  on,
  onClick,
  children,
}: {
  name: string
  on: boolean
  onClick: () => void
  children: React.ReactNode
}) {
  return (
    <button type="button" className="icon-button" aria-label={name} title={name} aria-pressed={on} onClick={onClick}>
      {children}
    </button>
  )
}
