import { HocuspocusProvider } from '@hocuspocus/provider'
import * as Y from 'yjs'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { forgetCopy, keepCopy, restoreCopy } from './offline-copy.ts'

/** Whether the server has everything, is being told, is out of reach, or refuses us. */
export type Saved = 'connecting' | 'saved' | 'saving' | 'offline' | 'refused'

/** Somebody else in the same document. */
export interface Peer {
  client: number
  name: string
}

/** How the draft stands with the server, and who else has it open. */
export interface ConnectionState {
  saved: Saved
  /** Whether the draft was loaded at least once. */
  synced: boolean
  /** Whether a copy is kept on this computer while offline. */
  kept: boolean
  peers: Peer[]
}

/** A live connection of a shared document to the server. */
export interface Connection {
  shared: Y.Doc
  store: StoreApi<ConnectionState>
  introduce(name: string): void
  nameOf(client: number): string | undefined
  close(): void
}

/** Connects a draft to the server by its id. Edits go on while the server is away and are sent afterwards. */
export function connectDocument(id: string, at: Location = location): Connection {
  const shared = new Y.Doc()
  const store = createStore<ConnectionState>(() => ({ saved: 'connecting', synced: false, kept: false, peers: [] }))
  restoreCopy(id, shared)

  const provider = new HocuspocusProvider({
    url: `${at.protocol === 'https:' ? 'wss' : 'ws'}://${at.host}/collab`,
    name: id,
    document: shared,
    // The cookie says who we are; the protocol wants a word here all the same.
    token: 'cookie',
    onStatus: ({ status }) => {
      if (status === 'disconnected' && store.getState().saved !== 'refused') goOffline()
    },
    onAuthenticationFailed: () => store.setState({ saved: 'refused' }),
    onSynced: () => {
      store.setState({ synced: true })
      settle()
    },
    onUnsyncedChanges: settle,
    onAwarenessChange: ({ states }) => {
      const peers = states
        .filter((state) => state.clientId !== shared.clientID && typeof state.name === 'string')
        .map((state) => ({ client: state.clientId, name: String(state.name) }))
      store.setState({ peers })
    },
  })

  function settle() {
    if (!provider.isSynced || store.getState().saved === 'refused') return
    const unsent = provider.hasUnsyncedChanges
    store.setState({ saved: unsent ? 'saving' : 'saved', kept: false })
    if (!unsent) forgetCopy(id)
  }
  function goOffline() {
    store.setState({ saved: 'offline', peers: [] })
    if (store.getState().synced) keepSoon()
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  function keepSoon() {
    clearTimeout(timer)
    timer = setTimeout(() => store.setState({ kept: keepCopy(id, shared) }), 300)
  }
  shared.on('update', () => {
    if (store.getState().saved === 'offline') keepSoon()
  })

  return {
    shared,
    store,
    introduce: (name) => provider.setAwarenessField('name', name),
    nameOf: (client) => {
      const name = provider.awareness?.getStates().get(client)?.name
      return typeof name === 'string' ? name : undefined
    },
    close() {
      clearTimeout(timer)
      if (store.getState().saved === 'offline' && store.getState().synced) keepCopy(id, shared)
      provider.destroy()
    },
  }
}
