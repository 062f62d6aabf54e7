import { spotlight } from '@mantine/spotlight'
import { ContextMenu } from '../canvas/context-menu.tsx'
import { QuickAdd } from '../canvas/quick-add.tsx'
import { HelpDialog } from '../keyboard/help-dialog.tsx'
import { PublishDialog } from '../publish/publish-dialog.tsx'
import { Search } from '../search/search.tsx'
import { Toasts } from '../ui/toasts.tsx'

/** What opens over the editor, closed until it is asked for. It is loaded once the canvas is drawn. */
export function Overlays() {
  return (
    <>
      <QuickAdd />
      <ContextMenu />
      <PublishDialog />
      <HelpDialog />
      <Search />
      <Toasts />
    </>
  )
}

/** Opens "Search or run". */
export function openSearch() {
  spotlight.open()
}
