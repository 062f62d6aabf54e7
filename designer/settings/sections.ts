import { useSyncExternalStore } from 'react'

/** The sections of the page, in the order they are listed, and the permission each needs to be seen. */
export const sections = [
  { id: 'people', title: 'People', needs: 'accounts.manage' },
  { id: 'tokens', title: 'Tokens', needs: 'accounts.manage' },
  { id: 'general', title: 'General', needs: 'workspace.read' },
  { id: 'queues', title: 'Queues', needs: 'workspace.read' },
  { id: 'hours', title: 'Opening hours', needs: 'workspace.read' },
  { id: 'profile', title: 'Profile fields', needs: 'workspace.read' },
  { id: 'unclaimed', title: 'Unanswered messages', needs: 'workspace.read' },
] as const

/** One section's id; it stands after the # of the address. */
export type SectionId = (typeof sections)[number]['id']

/** The section that the address names, of those there are; the first when it names none of them. */
export function useSection(allowed: readonly SectionId[]): SectionId | undefined {
  const named = useSyncExternalStore(listen, () => location.hash.slice(1))
  return allowed.find((each) => each === named) ?? allowed[0]
}

function listen(change: () => void) {
  addEventListener('hashchange', change)
  return () => removeEventListener('hashchange', change)
}
