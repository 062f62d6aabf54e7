import type { Layout, LayoutChangedMeta } from 'react-resizable-panels'
import { store, storedNumber } from '../ui/stored.ts'

/** How wide or high this person left a panel, in pixels. */
export function panelSize(id: string, otherwise: number): number {
  return storedNumber(`size.${id}`, otherwise)
}

/** Keeps how wide panels are on this computer, once a person has let go of a separator. */
export const keepWidths = keeper('width')

/** Keeps how high panels are on this computer, once a person has let go of a separator. */
export const keepHeights = keeper('height')

function keeper(side: 'width' | 'height') {
  return (layout: Layout, { isUserInteraction }: LayoutChangedMeta) => {
    if (!isUserInteraction) return
    for (const id of Object.keys(layout)) {
      const panel = document.getElementById(id)
      if (panel) store(`size.${id}`, String(Math.round(panel.getBoundingClientRect()[side])))
    }
  }
}
