import { useCallback, useSyncExternalStore } from 'react'

/** What the desk shows in the middle: a handoff, or a customer found by searching. */
export type Place = { handoff: string } | { customer: string } | undefined

/** The open place stands in the address, so that it survives a reload and Back goes back. */
export function usePlace(): [Place, (place: Place) => void] {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const go = useCallback((place: Place) => {
    const next = place ? `#${new URLSearchParams(place as Record<string, string>)}` : ''
    if (next === location.hash) return
    history.pushState(null, '', `${location.pathname}${next}`)
    dispatchEvent(new HashChangeEvent('hashchange'))
  }, [])
  return [read(hash), go]
}

function read(hash: string): Place {
  const said = new URLSearchParams(hash.slice(1))
  const handoff = said.get('handoff')
  const customer = said.get('customer')
  return handoff ? { handoff } : customer ? { customer } : undefined
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  addEventListener('popstate', listener)
  return () => {
    removeEventListener('hashchange', listener)
    removeEventListener('popstate', listener)
  }
}
