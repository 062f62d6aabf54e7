import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Problem } from '#core'
import type { Point } from '../document/command.ts'
import type { Link } from '../document/targets.ts'
import { store as keep, stored } from '../ui/stored.ts'

export type LeftPanel = 'add' | 'outline' | 'none'
export type DockTab = 'problems' | 'data' | 'code' | 'none'
export type InspectorTab = 'settings' | 'outcomes' | 'timing' | 'notes'

/** Where quick add stands, and what the new step is to continue. */
export interface QuickAdd {
  /** On screen. */
  at: { x: number; y: number }
  /** On the canvas; placed by itself when left out. */
  place?: Point
  after?: Omit<Link, 'to'>
  /** The connection to put the new step into. */
  into?: Link
  /** Instead of adding, connects to a step that is already there. */
  connecting?: boolean
}

/** What this person is looking at. Not part of the document and not shared. */
export interface InterfaceState {
  /** Ids of steps; `stage:<id>` and `note:<id>` for frames and notes. */
  selected: string[]
  /** The connection the pointer or the keyboard is on. */
  edge: string | null
  left: LeftPanel
  inspector: boolean
  dock: DockTab
  tab: InspectorTab
  tool: 'select' | 'pan' | 'note'
  quickAdd: QuickAdd | null
  menu: { at: { x: number; y: number }; on: string | null } | null
  /** The field that asks for focus, counted so that asking twice works. */
  field: { path: string; turn: number } | null
  help: boolean
  publishing: boolean
  problems: Problem[]
  checked: { at: number; steps: number; links: number } | null
}

/** What is selected and open in the editor; panels stay as they were left. */
export function createInterfaceState(): StoreApi<InterfaceState> {
  const wide = typeof innerWidth === 'undefined' || innerWidth >= 1180
  const state = createStore<InterfaceState>(() => ({
    selected: [],
    edge: null,
    left: stored('left', ['add', 'outline', 'none'], 'add'),
    inspector: wide && stored('inspector', ['open', 'closed'], 'open') === 'open',
    dock: stored('dock', ['problems', 'data', 'code', 'none'], 'problems'),
    tab: 'settings',
    tool: 'select',
    quickAdd: null,
    menu: null,
    field: null,
    help: false,
    publishing: false,
    problems: [],
    checked: null,
  }))
  state.subscribe((now, before) => {
    if (now.left !== before.left) keep('left', now.left)
    if (now.dock !== before.dock) keep('dock', now.dock)
    // Where it lies over the canvas it is opened and closed all the time, which says nothing about the next visit.
    if (now.inspector !== before.inspector && wide) keep('inspector', now.inspector ? 'open' : 'closed')
  })
  return state
}
