import { useMediaQuery } from '@mantine/hooks'
import { useEffect } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { Canvas } from '../canvas/canvas.tsx'
import { t } from '../i18n/t.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { useChecks } from '../problems/use-checks.ts'
import { later } from '../ui/later.tsx'
import { Dock } from './dock.tsx'
import { useUi } from './editor-context.ts'
import { LeftPanel, Rail } from './left-panel.tsx'
import { keepHeights, keepWidths, panelSize } from './panel-sizes.ts'
import { TopBar } from './top-bar.tsx'

// The canvas is drawn first; fields, menus and dialogs follow at once, before anybody can ask for them.
const Inspector = later(async () => (await import('../inspector/inspector.tsx')).Inspector)
const Overlays = later(async () => (await import('./overlays.tsx')).Overlays)

/** Where a journey is drawn: what can be added, the canvas, and the settings of what is selected, side by side. */
export function Workbench() {
  useChecks()
  useShortcuts()
  useEffect(Inspector.load, [])
  const left = useUi((state) => state.left)
  const inspector = useUi((state) => state.inspector)
  // Where there is no room beside the canvas, settings lie over it.
  const wide = useMediaQuery('(min-width: 1180px)', true, { getInitialValueInEffect: false })
  const settings = (
    <Inspector meanwhile={<aside className="inspector" aria-label={t('Step settings')} aria-busy="true" />} />
  )
  return (
    <div className="editor" data-left={left} data-inspector={inspector}>
      <nav className="skip-links" aria-label={t('Skip to')}>
        <a href="#canvas">{t('Canvas')}</a>
        <a href="#build">{t('Steps and outline')}</a>
        <a href="#dock">{t('Problems')}</a>
      </nav>
      <TopBar />
      <Rail />
      <Group className="editor-columns" onLayoutChanged={keepWidths}>
        {left !== 'none' && (
          <>
            <Panel
              id="left-panel"
              defaultSize={panelSize('left-panel', 205)}
              minSize={170}
              maxSize="40%"
              groupResizeBehavior="preserve-pixel-size"
              className="editor-panel"
            >
              <LeftPanel />
            </Panel>
            <Separator className="resize" data-across title={t('Resize the panel on the left')} />
          </>
        )}
        <Panel id="main-panel" minSize={320} className="editor-panel">
          <Middle />
        </Panel>
        {wide && inspector && (
          <>
            <Separator className="resize" data-across title={t('Resize the settings')} />
            <Panel
              id="inspector-panel"
              defaultSize={panelSize('inspector-panel', 316)}
              minSize={270}
              maxSize="50%"
              groupResizeBehavior="preserve-pixel-size"
              className="editor-panel"
            >
              {settings}
            </Panel>
          </>
        )}
      </Group>
      {!wide && inspector && settings}
      <Overlays />
    </div>
  )
}

/** The canvas, and below it the dock. */
function Middle() {
  const dock = useUi((state) => state.dock)
  const id = dock === 'code' ? 'dock-tall' : 'dock-low'
  return (
    <main className="editor-main">
      <Group orientation="vertical" className="editor-rows" onLayoutChanged={keepHeights}>
        <Panel id="canvas-panel" minSize={180} className="editor-panel">
          <Canvas />
        </Panel>
        {dock !== 'none' && (
          <>
            <Separator className="resize" title={t('Resize the panel below')} />
            <Panel
              key={id}
              id={id}
              defaultSize={panelSize(id, dock === 'code' ? 360 : 176)}
              minSize={84}
              maxSize="75%"
              groupResizeBehavior="preserve-pixel-size"
              className="editor-panel"
            >
              <Dock />
            </Panel>
          </>
        )}
      </Group>
      {dock === 'none' && <Dock />}
    </main>
  )
}
