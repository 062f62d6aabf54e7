import type { z } from 'zod'
import type { ReplayAnswer } from '#api'
import {
  canonical,
  type Plan,
  type RunStart,
  restoreSnapshot,
  type StoredSnapshot,
  startTurn,
  storeSnapshot,
  turn,
} from '#core'
import type { JourneyEvent, Json } from '#sdk'

/** What a server recorded of a run. */
type Recorded = Pick<z.output<typeof ReplayAnswer>, 'journal' | 'snapshot'>

/** One turn of a recorded run, then and now. */
export interface SteppedTurn {
  turn: number
  event: string
  was: string[]
  now: string[]
  equal: boolean
}

/** Where a build first leaves the recorded way: by a turn's path, or by what the run knows at its end. */
export interface Difference {
  turn: number
  what: 'path' | 'state'
  was: string
  now: string
}

/** A recorded run stepped again, up to the first difference. */
export interface SteppedAgain {
  turns: SteppedTurn[]
  difference: Difference | null
}

/** Steps a recorded run again from what it started with, turn by turn, and stops at the first difference. */
export function stepAgain(plan: Plan, start: RunStart, recorded: Recorded): SteppedAgain {
  const turns: SteppedTurn[] = []
  let at: StoredSnapshot | undefined
  for (const entry of recorded.journal) {
    const event = entry.event as JourneyEvent
    const was = entry.trail.map(word)
    let now: string[]
    try {
      const stepped = at ? turn(plan, restoreSnapshot(plan, at), event) : startTurn(plan, start)
      // Stored and read back between any two turns, as on the server.
      at = JSON.parse(JSON.stringify(storeSnapshot(plan, stepped.snapshot))) as StoredSnapshot
      now = stepped.trail.map(word)
    } catch (error) {
      now = [`stopped: ${error instanceof Error ? error.message : String(error)}`]
    }
    const equal = canonical(was) === canonical(now)
    turns.push({ turn: entry.turn, event: event.type, was, now, equal })
    if (!equal) return { turns, difference: { turn: entry.turn, what: 'path', was: inWords(was), now: inWords(now) } }
  }
  const state = firstDifference(recorded.snapshot as Json, at as unknown as Json, '')
  return { turns, difference: state ? { turn: turns.length, what: 'state', ...state } : null }
}

/** A turn's way in words. */
export function inWords(trail: readonly string[]): string {
  return trail.join(' → ') || 'no outcome'
}

/** The first place, by its path, where two values differ. */
function firstDifference(
  was: Json | undefined,
  now: Json | undefined,
  path: string,
): Omit<Difference, 'turn' | 'what'> | undefined {
  if (isMap(was) && isMap(now)) {
    for (const key of [...new Set([...Object.keys(was), ...Object.keys(now)])].sort()) {
      const found = firstDifference(was[key], now[key], path === '' ? key : `${path}.${key}`)
      if (found) return found
    }
    return undefined
  }
  const [one, other] = [JSON.stringify(was) ?? 'nothing', JSON.stringify(now) ?? 'nothing']
  return one === other ? undefined : { was: `${path} = ${one}`, now: `${path} = ${other}` }
}

function isMap(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function word({ node, outcome }: { node: string; outcome: string }): string {
  return `${node}/${outcome}`
}
