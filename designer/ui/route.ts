import { useSyncExternalStore } from 'react'

/** Where we are: the list of journeys, one of them, or the settings. */
export type Route = { page: 'journeys' } | { page: 'settings' } | { page: 'editor'; id: string }

const moved = new EventTarget()

/** Goes to an address of this page without loading it again. */
export function go(path: string) {
  history.pushState(null, '', path)
  moved.dispatchEvent(new Event('moved'))
}

/** The present address, read as a route. */
export function useRoute(): Route {
  const path = useSyncExternalStore(listen, () => location.pathname)
  const id = /^\/journeys\/([^/]+)\/?$/.exec(path)?.[1]
  if (/^\/settings\/?$/.test(path)) return { page: 'settings' }
  return id ? { page: 'editor', id: decodeURIComponent(id) } : { page: 'journeys' }
}

function listen(change: () => void) {
  moved.addEventListener('moved', change)
  addEventListener('popstate', change)
  return () => {
    moved.removeEventListener('moved', change)
    removeEventListener('popstate', change)
  }
}
