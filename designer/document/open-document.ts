import * as Y from 'yjs'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { readShared, sharedRoot, writeShared } from '#api'
import type { Journey } from '#core'
import type { Edit } from './command.ts'
import { normalise } from './normalise.ts'

/** What the editor knows about the open draft. */
export interface DocumentState {
  journey: Journey | null
  canUndo: boolean
  canRedo: boolean
}

/** An open draft: read it from the store, change it with edits. */
export interface OpenDocument {
  store: StoreApi<DocumentState>
  shared: Y.Doc
  /** Applies an edit. Answers whether anything changed. `typing` joins it with the edit just before, for undo. */
  run(edit: Edit, how?: { typing?: boolean }): boolean
  /** Undoes the last edit made here, and never anybody else's. */
  undo(): void
  redo(): void
  close(): void
}

const here = 'this-tab'
const typingPauseMs = 400

/** Binds a shared document to the plain one that the editor draws. */
export function openDocument(shared: Y.Doc): OpenDocument {
  const root = sharedRoot(shared)
  const history = new Y.UndoManager(root, { trackedOrigins: new Set([here]), captureTimeout: typingPauseMs })
  const store = createStore<DocumentState>(() => ({ journey: read(shared), canUndo: false, canRedo: false }))

  const refresh = () =>
    store.setState({ journey: read(shared, store.getState().journey ?? undefined), ...steps(history) })
  const onChange = (_events: unknown, { origin }: Y.Transaction) => {
    if (origin !== here) refresh()
  }
  root.observeDeep(onChange)
  const onHistory = () => store.setState(steps(history))
  history.on('stack-item-added', onHistory)
  history.on('stack-item-popped', onHistory)

  return {
    store,
    shared,
    run(edit, { typing = false } = {}) {
      const before = store.getState().journey
      if (!before) return false
      const next = edit(before)
      if (next === before) return false
      if (!typing) history.stopCapturing()
      writeShared(shared, next, here, before)
      if (!typing) history.stopCapturing()
      store.setState({ journey: next })
      return true
    },
    undo: () => void history.undo(),
    redo: () => void history.redo(),
    close() {
      root.unobserveDeep(onChange)
      history.destroy()
      shared.destroy()
    },
  }
}

function read(shared: Y.Doc, before?: Journey): Journey | null {
  const plain = readShared(shared)
  return Object.keys(plain).length === 0 ? null : normalise(plain, before)
}

function steps(history: Y.UndoManager) {
  return { canUndo: history.undoStack.length > 0, canRedo: history.redoStack.length > 0 }
}
