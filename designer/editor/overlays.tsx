import { ContextMenu } from '../canvas/context-menu.tsx'
import { HelpDialog } from '../keyboard/help-dialog.tsx'
import { PublishDialog } from '../publish/publish-dialog.tsx'
import { Search } from '../search/search.tsx'

/** What opens over the editor, closed until it is asked for. */
export function Overlays() {
  return (
    <>
      <ContextMenu />
      <PublishDialog />
      <HelpDialog />
      <Search />
    </>
  )
}
