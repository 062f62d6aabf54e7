import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { type JournalRow, ReplayAnswer } from '#api'
import {
  canonical,
  compileRelease,
  type Plan,
  parseRelease,
  type RunContext,
  type RunStart,
  restoreSnapshot,
  type StoredSnapshot,
  startTurn,
  storeSnapshot,
  type Turn,
  turn,
  type WalkStep,
} from '#core'
import { nodeTypes } from '#nodes'
import type { ChannelId, JourneyEvent } from '#sdk'
import { askServer, type ServerOptions } from './ask-server.ts'
import { fail, print } from './print.ts'

/** One turn, then and now. */
interface ReplayedTurn {
  turn: number
  event: string
  then: string[]
  now: string[]
  equal: boolean
}

/** `throughline replay RUN`: steps a recorded run again on this build and compares the paths. Changes nothing. */
export async function replayCommand(run: string, options: ServerOptions): Promise<void> {
  const asked = await askServer(options, 'GET', `/api/runs/${encodeURIComponent(run)}/journal`, ReplayAnswer)
  if (!asked.ok) return fail(asked.message)
  const recorded = asked.value
  const release = parseRelease(recorded.release, (text) => createHash('sha256').update(text).digest('hex'))
  const plan = release.ok ? compileRelease(release.value, nodeTypes) : release
  if (!plan.ok) return fail(plan.problems.map((each) => each.message).join('\n'))
  const turns = replay(plan.value, recorded)
  const equal = turns.every((each) => each.equal)
  const lines = turns.map(
    (each) =>
      `${each.equal ? 'same' : 'DIFFERS'} · turn ${each.turn} · ${each.event} · ${each.now.join(' → ') || 'no outcome'}${each.equal ? '' : ` (was ${each.then.join(' → ') || 'no outcome'})`}`,
  )
  print(
    options.json,
    { run, release: recorded.run.release, equal, turns },
    [...lines, equal ? 'The path is the same on this build.' : 'The path is not the same on this build.'].join('\n'),
  )
  if (!equal) process.exitCode = 1
}

function replay(plan: Plan, { journal, snapshot }: z.output<typeof ReplayAnswer>): ReplayedTurn[] {
  let at: StoredSnapshot | undefined
  return journal.map((entry) => {
    const event = eventOf(entry)
    let now: string[]
    try {
      const stepped = step(plan, at, entry, snapshot as StoredSnapshot)
      // Stored and read back between any two turns, as on the server.
      at = JSON.parse(JSON.stringify(storeSnapshot(plan, stepped.snapshot))) as StoredSnapshot
      now = stepped.trail.map(word)
    } catch (error) {
      now = [`stopped: ${error instanceof Error ? error.message : String(error)}`]
    }
    const then = entry.trail.map(word)
    return { turn: entry.turn, event: event.type, then, now, equal: canonical(then) === canonical(now) }
  })
}

function step(plan: Plan, at: StoredSnapshot | undefined, entry: JournalRow, last: StoredSnapshot): Turn {
  const event = eventOf(entry)
  return at ? turn(plan, restoreSnapshot(plan, at), event) : startTurn(plan, startOf(entry, event, last.context))
}

/** What the run started with. Facts older than the run are those it knew from the start. */
function startOf(entry: JournalRow, event: JourneyEvent, context: RunContext): RunStart {
  const facts = Object.fromEntries(Object.entries(context.facts).filter(([, fact]) => fact.at < event.at))
  const channel = ('channel' in event ? event.channel : 'webhook') as ChannelId
  const { customer, profile } = context
  return { at: event.at, entry: entry.trail[0]?.node ?? '', event, channel, customer, profile, facts }
}

function eventOf(entry: JournalRow): JourneyEvent {
  return entry.event as JourneyEvent
}

function word({ node, outcome }: WalkStep): string {
  return `${node}/${outcome}`
}
