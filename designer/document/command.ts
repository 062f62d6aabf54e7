import type { Journey } from '#core'

/** An edit: a pure function from one document to the next. What cannot be done leaves the document as it was. */
export type Edit = (journey: Journey) => Journey

/** Where things stand on the canvas. */
export type Point = [number, number]

/** A node's or note's place, or undefined while it has none. */
export function placeOf(journey: Journey, id: string): Point | undefined {
  const place = journey.layout[id]
  return Array.isArray(place) && place.length === 2 && typeof place[0] === 'number'
    ? (place as unknown as Point)
    : undefined
}

/** The document with some things put at new places. */
export function withPlaces(journey: Journey, places: Readonly<Record<string, Point>>): Journey {
  return { ...journey, layout: { ...journey.layout, ...places } as Journey['layout'] }
}

/** An object without one of its keys. */
export function without<T extends object>(record: T, ...keys: string[]): T {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key))) as T
}
