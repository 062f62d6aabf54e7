import type { Journey } from '#core'
import { type Point, without } from '../command.ts'

/** Puts a note on the canvas. */
export function addNote(journey: Journey, id: string, at: Point, text = ''): Journey {
  if (journey.notes[id]) return journey
  return { ...journey, notes: { ...journey.notes, [id]: { text, at: [Math.round(at[0]), Math.round(at[1])] } } }
}

/** Changes what a note says. */
export function setNote(journey: Journey, id: string, text: string): Journey {
  const note = journey.notes[id]
  return note ? { ...journey, notes: { ...journey.notes, [id]: { ...note, text } } } : journey
}

/** Takes a note away. */
export function removeNote(journey: Journey, id: string): Journey {
  return journey.notes[id] ? { ...journey, notes: without(journey.notes, id) } : journey
}
