import type { IncomingMessage } from 'node:http'
import { Hocuspocus } from '@hocuspocus/server'
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

/** Opens the rooms. */
export function openRooms(settings: RoomSettings): Rooms {
  return new Hocuspocus(settings)
}
