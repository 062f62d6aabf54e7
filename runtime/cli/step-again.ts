import type { z } from 'zod'
import type { JournalRow, ReplayAnswer } from '#api'
import {
  canonical,
  type Plan,
  type RunContext,
  type RunStart,
  restoreSnapshot,
  type StoredSnapshot,
  startTurn,
  storeSnapshot,
  turn,
} from '#core'
import type { ChannelId, JourneyEvent, Json } from '#sdk'

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
  /** Whether what the run started with was recorded. Otherwise it is read off its end, and only paths are compared. */
  exact: boolean
}

/** Steps a recorded run again, turn by turn, and stops at the first difference. */
export function stepAgain(plan: Plan, recorded: z.output<typeof ReplayAnswer>): SteppedAgain {
  const exact = recorded.start !== null
  const start = recorded.start as RunStart | null
  const last = recorded.snapshot as StoredSnapshot
  const turns: SteppedTurn[] = []
  let at: StoredSnapshot | undefined
  for (const entry of recorded.journal) {
    const event = entry.event as JourneyEvent
    const was = entry.trail.map(word)
    let now: string[]
    try {
      const stepped = at
        ? turn(plan, restoreSnapshot(plan, at), event)
        : startTurn(plan, start ?? guessedStart(entry, event, last.context))
      // Stored and read back between any two turns, as on the server.
      at = JSON.parse(JSON.stringify(storeSnapshot(plan, stepped.snapshot))) as StoredSnapshot
      now = stepped.trail.map(word)
    } catch (error) {
      now = [`stopped: ${error instanceof Error ? error.message : String(error)}`]
    }
    const equal = canonical(was) === canonical(now)
    turns.push({ turn: entry.turn, event: event.type, was, now, equal })
    if (!equal)
      return { turns, exact, difference: { turn: entry.turn, what: 'path', was: inWords(was), now: inWords(now) } }
  }
  const state = exact && at ? firstDifference(last as unknown as Json, at as unknown as Json, '') : undefined
  return { turns, exact, difference: state ? { turn: turns.length, what: 'state', ...state } : null }
}

/** A turn's way in words. */
export function inWords(trail: readonly string[]): string {
  return trail.join(' → ') || 'no outcome'
}

/** What a run from before starts were kept began with: facts older than the run are those it knew. */
function guessedStart(entry: JournalRow, event: JourneyEvent, context: RunContext): RunStart {
  const facts = Object.fromEntries(Object.entries(context.facts).filter(([, fact]) => fact.at < event.at))
  const channel = ('channel' in event ? event.channel : 'webhook') as ChannelId
  const { customer, profile } = context
  return { at: event.at, entry: entry.trail[0]?.node ?? '', event, channel, customer, profile, facts }
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
