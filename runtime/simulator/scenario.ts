import { z } from 'zod'
import { type Catalog, durationMs, issueWords, type Journey, type Parsed, type Problem, problem, readJson } from '#core'
import { channelIds, type JourneyEvent } from '#sdk'
import { type Sent, type Simulation, simulation } from './simulation.ts'

const Value = z.union([z.string(), z.number(), z.boolean()])
const Happening = z.looseObject({ type: z.string().min(1) })
const Expectation = z.strictObject({
  /** Messages, in this order, among those sent since the last `expect`. An empty list: nothing was sent. */
  sent: z.array(z.strictObject({ channel: z.enum(channelIds).optional(), text: z.string().optional() })).optional(),
  /** The steps the run rests at. */
  at: z.array(z.string()).optional(),
  facts: z.record(z.string(), Value).optional(),
  /** Outcomes taken, in this order, as `step/outcome`. */
  outcomes: z.array(z.string()).optional(),
  ended: z.boolean().optional(),
  resolution: z.string().optional(),
})

/** A recorded or written test of a journey. */
export const Scenario = z.strictObject({
  format: z.literal(1),
  journey: z.string(),
  name: z.string().min(1),
  startAt: z.iso.datetime(),
  customer: z
    .strictObject({
      id: z.string(),
      name: z.string().nullable().default(null),
      identities: z.array(z.string()).default([]),
      profile: z.record(z.string(), Value).default({}),
      facts: z.record(z.string(), Value).default({}),
    })
    .default({ id: 'test-person', name: null, identities: [], profile: {}, facts: {} }),
  mocks: z
    .record(z.string(), z.strictObject({ outcome: z.string(), captured: z.record(z.string(), Value).default({}) }))
    .default({}),
  steps: z
    .array(
      z.union([
        z.strictObject({ event: Happening }),
        z.strictObject({ advance: z.iso.duration() }),
        z.strictObject({ expect: Expectation }),
      ]),
    )
    .max(1000),
})

export type Scenario = z.output<typeof Scenario>

/** What a scenario showed. */
export interface Simulated {
  ok: boolean
  /** The outcomes taken, as `step/outcome`. */
  trail: string[]
  sent: Sent[]
  facts: Record<string, string | number | boolean>
  at: string[]
  ended: boolean
  failures: { step: number; message: string }[]
}

/** Reads a scenario from its text. */
export function parseScenario(input: unknown): Parsed<Scenario> {
  const read = readJson(input)
  if (!read.ok) return read
  const parsed = Scenario.safeParse(read.value, { error: issueWords })
  if (parsed.success) return { ok: true, value: parsed.data }
  const why = 'The scenario was not run.'
  const problems: Problem[] = parsed.error.issues.map((issue) =>
    problem('scenario.invalid', 'error', null, `${issue.path.join('.')}: ${issue.message}`, why, {
      path: issue.path as (string | number)[],
    }),
  )
  return { ok: false, problems }
}

/** Runs a scenario on a virtual clock. The journey must have passed the checks. */
export function simulate(journey: Journey, catalog: Catalog, scenario: Scenario): Simulated {
  const startAt = Date.parse(scenario.startAt)
  const running = simulation(journey, catalog, { startAt, person: scenario.customer, mocks: scenario.mocks })
  const failures: Simulated['failures'] = []
  const seen = { sent: 0, trail: 0 }
  const words = () => running.trail.map(({ node, outcome }) => `${node}/${outcome}`)
  for (const [step, each] of scenario.steps.entries()) {
    if ('advance' in each) running.advance(durationMs(each.advance, running.now()))
    else if ('event' in each) {
      const taken = running.send({ ...handoffOf(running), ...each.event, at: running.now() } as JourneyEvent)
      if (!taken)
        failures.push({
          step,
          message: `No step starts on “${each.event.type}”${'channel' in each.event ? ` on ${String(each.event.channel)}` : ''}.`,
        })
    } else {
      const since = { sent: running.sent.slice(seen.sent), outcomes: words().slice(seen.trail) }
      seen.sent = running.sent.length
      seen.trail = running.trail.length
      for (const message of unmet(each.expect, running, since)) failures.push({ step, message })
    }
  }
  for (const message of running.stopped) failures.push({ step: scenario.steps.length - 1, message })
  return {
    ok: failures.length === 0,
    trail: words(),
    sent: running.sent,
    facts: running.facts(),
    at: running.at(),
    ended: running.ended(),
    failures,
  }
}

/** Agents' events belong to the handoff under way; a scenario need not name it. */
function handoffOf(running: Simulation): { handoff?: string } {
  const request = running.effects.findLast((each) => each.effect.type === 'handoff.request')
  return request ? { handoff: `${request.node}/${request.visit}` } : {}
}

function unmet(
  expect: z.output<typeof Expectation>,
  running: Simulation,
  since: { sent: Sent[]; outcomes: string[] },
): string[] {
  const failures: string[] = []
  const got = since.sent.map((message) => `${message.channel} “${message.text}”`).join('; ') || 'nothing'
  if (expect.sent?.length === 0 && since.sent.length > 0)
    failures.push(`Nothing should have been sent, but ${got} was.`)
  let from = 0
  for (const wanted of expect.sent ?? []) {
    const found = since.sent.findIndex(
      (message, index) =>
        index >= from && (wanted.channel ?? message.channel) === message.channel && fits(wanted.text, message.text),
    )
    if (found === -1)
      failures.push(`Expected ${wanted.channel ?? 'any channel'} “${wanted.text ?? '…'}” to be sent, but got ${got}.`)
    else from = found + 1
  }
  const at = running.at()
  if (expect.at && [...expect.at].sort().join() !== [...at].sort().join())
    failures.push(
      `Expected to rest at ${expect.at.join(', ') || 'nothing'}, but it is at ${at.join(', ') || 'no step'}.`,
    )
  const facts = running.facts()
  for (const [name, value] of Object.entries(expect.facts ?? {})) {
    if (facts[name] !== value)
      failures.push(
        `Expected ${name} to be ${JSON.stringify(value)}, but it is ${name in facts ? JSON.stringify(facts[name]) : 'not known'}.`,
      )
  }
  let next = 0
  for (const outcome of expect.outcomes ?? []) {
    const found = since.outcomes.indexOf(outcome, next)
    if (found === -1) failures.push(`Expected the outcome ${outcome}, but got ${since.outcomes.join(', ') || 'none'}.`)
    else next = found + 1
  }
  if (expect.ended !== undefined && expect.ended !== running.ended())
    failures.push(
      expect.ended
        ? `Expected it to have ended, but it is at ${at.join(', ')}.`
        : 'Expected it to go on, but it has ended.',
    )
  if (expect.resolution !== undefined && expect.resolution !== running.resolution())
    failures.push(`Expected it to end as ${expect.resolution}, but it is ${running.resolution() ?? 'not over'}.`)
  return failures
}

/** A plain text is looked for; one between slashes is a regular expression. */
function fits(wanted: string | undefined, text: string): boolean {
  if (wanted === undefined) return true
  const pattern = /^\/(.*)\/([imsu]*)$/s.exec(wanted)
  return pattern ? new RegExp(pattern[1] ?? '', pattern[2]).test(text) : text.includes(wanted)
}
