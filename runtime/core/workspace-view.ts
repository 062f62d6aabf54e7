import type { WorkspaceView } from '#sdk'
import { dateIn, everOpens, isOpen, nextOpening } from './hours.ts'
import type { Hours, Workspace } from './workspace.ts'

/**
 * What steps may ask about a workspace. Hours that it does not have were refused by the checks; a release without them
 * counts as always open.
 */
export function workspaceView({ hours }: Workspace): WorkspaceView {
  const named = (id: string): Hours | undefined => (Object.hasOwn(hours, id) ? hours[id] : undefined)
  return {
    isOpen(id, at) {
      const found = named(id)
      return found ? isOpen(found, at) : true
    },
    nextOpening(id, at) {
      const found = named(id)
      return found ? nextOpening(found, at) : at
    },
    everOpens(id) {
      const found = named(id)
      return found ? everOpens(found) : true
    },
    dateOf: (id, at) => dateIn(named(id)?.zone ?? 'UTC', at),
  }
}
