import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { DocumentRow } from '#api'
import type { Catalog, Journey } from '#core'
import type { Connection } from '../document/connection.ts'
import type { OpenDocument } from '../document/open-document.ts'
import type { InterfaceState } from './interface-state.ts'

/** What the open journey may refer to, and what the server says about it. */
export interface Surroundings {
  catalog: Catalog
  /** Names of the other documents, for pickers. */
  documents: DocumentRow[]
  /** The journey as it was last published, to tell what changed. */
  released: Journey | null
  row: DocumentRow | null
}

/** Moves the view; set by the canvas once it is there. */
export interface View {
  center(): { x: number; y: number }
  reveal(id: string): void
  fit(ids?: string[]): void
  /** Shows the journey where it can be read. */
  open(): void
  zoomBy(step: 1 | -1 | 0): void
  toScreen(place: [number, number]): { x: number; y: number }
}

/** Everything the parts of the editor work with. */
export interface Editor {
  id: string
  document: OpenDocument
  connection: Connection
  ui: StoreApi<InterfaceState>
  surroundings: StoreApi<Surroundings>
  view: { current: View | null }
  /** Loads the list, the workspace and the other documents again. */
  refresh(): Promise<void>
}

export const EditorContext = createContext<Editor | null>(null)

/** The open editor. */
export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error('useEditor works inside an editor only')
  return editor
}

/** A part of the open document. Select plain values or existing objects, never new ones. */
export function useJourney<T>(select: (journey: Journey) => T): T {
  const { document } = useEditor()
  return useStore(document.store, ({ journey }) => select(journey as Journey))
}

/** A part of the interface state. */
export function useUi<T>(select: (state: InterfaceState) => T): T {
  return useStore(useEditor().ui, select)
}

/** A part of the surroundings. */
export function useSurroundings<T>(select: (state: Surroundings) => T): T {
  return useStore(useEditor().surroundings, select)
}

/** The open document now, for event handlers. */
export function journeyOf(editor: Editor): Journey {
  return editor.document.store.getState().journey as Journey
}

/** The catalog now, for event handlers. */
export function catalogNow(editor: Editor): Catalog {
  return editor.surroundings.getState().catalog
}
