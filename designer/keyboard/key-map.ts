/** One line of the keyboard help. */
export interface KeyHelp {
  keys: string
  does: string
}

/** Every key the editor knows, for people to read. None of them work inside text fields. */
export const keyMap: readonly { title: string; keys: readonly KeyHelp[] }[] = [
  {
    title: 'Add and find',
    keys: [
      { keys: 'Ctrl K', does: 'Search or run anything' },
      { keys: '/', does: 'Add a step, here' },
      { keys: 'Shift Enter', does: 'Add a step after the selected one' },
      { keys: 'C', does: 'Connect the selected step to…' },
      { keys: 'F8', does: 'Next problem (Shift: previous)' },
    ],
  },
  {
    title: 'Selected steps',
    keys: [
      { keys: 'Arrows', does: 'Go to the neighbour in that direction' },
      { keys: 'Tab', does: 'Next step in the order it happens' },
      { keys: 'Enter', does: 'Open the settings' },
      { keys: 'O', does: 'Open the outcomes' },
      { keys: 'F2', does: 'Rename' },
      { keys: 'Del', does: 'Delete and close the gap' },
      { keys: 'Ctrl D', does: 'Duplicate' },
      { keys: 'Ctrl C, X, V', does: 'Copy, cut, paste (between journeys too)' },
      { keys: 'Shift Arrows', does: 'Move by 8 pixels (with Alt: by 1)' },
      { keys: 'Alt U, Alt D', does: 'Select what leads here, what follows' },
      { keys: 'Ctrl A', does: 'Select all' },
      { keys: 'Esc', does: 'Back to the canvas, then select nothing' },
    ],
  },
  {
    title: 'View',
    keys: [
      { keys: '0, 1, 2', does: '100 %, fit all, fit what is selected' },
      { keys: '+, -', does: 'Zoom' },
      { keys: 'V, H, N', does: 'Select, pan, write a note' },
      { keys: '[, ], `', does: 'Left panel, settings, panel below' },
      { keys: 'Shift T', does: 'Tidy up' },
      { keys: 'Ctrl Z', does: 'Undo (Shift or Ctrl Y: redo)' },
      { keys: '?', does: 'This help' },
    ],
  },
]
