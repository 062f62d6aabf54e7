import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type * as Y from 'yjs'

/** Where editors of a draft meet: one room per draft that somebody has open. */
export interface Rooms {
  documents: ReadonlyMap<string, Y.Doc>
  handleConnection(socket: WebSocket, request: IncomingMessage, context?: unknown): void
  openDirectConnection(id: string): Promise<{
    transact(change: (shared: Y.Doc) => void): Promise<void>
    disconnect(): Promise<void>
  }>
  closeConnections(id?: string): void
}

/** How rooms are filled and emptied. */
export interface RoomSettings {
  quiet: boolean
  debounce: number
  maxDebounce: number
  onLoadDocument(load: { documentName: string; document: Y.Doc }): Promise<void>
  onStoreDocument(store: { documentName: string; document: Y.Doc }): Promise<void>
}

// The compiler must not follow this name: the package offers its sources under the condition that ours are found by,
// and those do not compile here.
const name: string = '@hocuspocus/server'

/** Opens the rooms. */
export async function openRooms(settings: RoomSettings): Promise<Rooms> {
  const { Hocuspocus } = (await import(name)) as { Hocuspocus: new (settings: RoomSettings) => Rooms }
  return new Hocuspocus(settings)
}
