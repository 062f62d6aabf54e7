import type { Logger } from 'pino'
import * as Y from 'yjs'
import { readShared, writeShared } from '#api'
import { limits } from '#core'
import {
  addDocument,
  type DocumentRow,
  documentById,
  removeDocument,
  saveDocument,
  sharedState,
} from '#store/documents'
import type { Db } from '#store/open'
import { openRooms, type Rooms } from './rooms.ts'

/** The drafts people edit together: what open editors see, and what is saved. */
export interface Drafts {
  /** The rooms that editors meet in, one per draft. */
  rooms: Rooms
  /** A draft as it is this moment, edits of open editors included. */
  current(id: string): Promise<DocumentRow | undefined>
  /** Saves what open editors changed since the last save. */
  flush(): Promise<void>
  /** Adds a draft. Answers false when its id is taken. */
  add(id: string, document: Record<string, unknown>): Promise<boolean>
  /** Replaces a draft, in open editors too, or adds it. */
  replace(id: string, document: Record<string, unknown>, by: string): Promise<void>
  /** Removes a draft and closes its editors. */
  remove(id: string): Promise<boolean>
  stop(): Promise<void>
}

const saveAfterMs = 400
const saveAtLatestMs = 3000

/** Keeps drafts in the store and in the shared state of open editors. */
export function openDrafts({ db, now, log }: { db: Db; now: () => number; log: Logger }): Drafts {
  let stopped = false
  const save = async (id: string, shared: Y.Doc) => {
    if (stopped) return
    const document = readShared(shared)
    const bytes = Buffer.byteLength(JSON.stringify(document))
    if (bytes > limits.documentBytes) return log.warn({ document: id, bytes }, 'a draft is too large and was not saved')
    await saveDocument(db, { id, document, shared: Y.encodeStateAsUpdate(shared), at: now() })
  }
  const rooms = openRooms({
    quiet: true,
    debounce: saveAfterMs,
    maxDebounce: saveAtLatestMs,
    onLoadDocument: async ({ documentName, document }) => {
      const state = await sharedState(db, documentName)
      if (!state) throw new Error('There is no such draft.')
      Y.applyUpdate(document, state)
    },
    onStoreDocument: async ({ documentName, document }) => save(documentName, document),
  })
  const add = async (id: string, document: Record<string, unknown>) => {
    const shared = new Y.Doc()
    writeShared(shared, document, 'server')
    return addDocument(db, { id, document: readShared(shared), shared: Y.encodeStateAsUpdate(shared), at: now() })
  }
  const flush = async () => {
    for (const [id, shared] of rooms.documents) await save(id, shared)
  }

  return {
    rooms,
    flush,
    async current(id) {
      const open = rooms.documents.get(id)
      if (open) await save(id, open)
      return documentById(db, id)
    },
    add,
    async replace(id, document, by) {
      if (await add(id, document)) return
      const room = await rooms.openDirectConnection(id)
      await room.transact((shared) => writeShared(shared, document, by))
      await room.disconnect()
    },
    async remove(id) {
      const removed = await removeDocument(db, id)
      rooms.closeConnections(id)
      return removed
    },
    async stop() {
      await flush()
      stopped = true
      rooms.closeConnections()
    },
  }
}
