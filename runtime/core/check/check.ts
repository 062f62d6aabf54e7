import type { AnyNodeType } from '#sdk'
import { type Catalog, catalogOf } from '../catalog.ts'
import type { Journey } from '../journey.ts'
import { limits } from '../limits.ts'
import { type Problem, problem, type Severity } from '../problem.ts'
import type { Workspace } from '../workspace.ts'
import { asksKnown } from './rules/asks-known.ts'
import { configInvalid } from './rules/config-invalid.ts'
import { factUnknown } from './rules/fact-unknown.ts'
import { handoffContext } from './rules/handoff-context.ts'
import { handoffSilent } from './rules/handoff-silent.ts'
import { handoffStuck } from './rules/handoff-stuck.ts'
import { loopInstant } from './rules/loop-instant.ts'
import { outcomeLoose } from './rules/outcome-loose.ts'
import { endUnreachable, entryMissing, nodeUnreachable } from './rules/reachable.ts'
import { referenceMissing } from './rules/reference-missing.ts'
import { regionContention } from './rules/region-contention.ts'
import { resumeInside } from './rules/resume-inside.ts'
import { triggerShared } from './rules/trigger-shared.ts'
import { waitUnbounded } from './rules/wait-unbounded.ts'
import { callsItself, inlinedSize } from './size.ts'
import { soundStages } from './sound.ts'
import { type Subject, subjectOf } from './subject.ts'

/** What a journey is checked against. */
export interface CheckOptions {
  nodes: readonly AnyNodeType[] | ReadonlyMap<string, AnyNodeType>
  /** The protocols and journeys it may call, by id. */
  documents?: Readonly<Record<string, Journey>>
  workspace?: Workspace
  /** The other live journeys, to tell when two start on the same event. */
  others?: readonly Journey[]
}

const rules: readonly ((subject: Subject) => Problem[])[] = [
  entryMissing,
  referenceMissing,
  resumeInside,
  configInvalid,
  outcomeLoose,
  waitUnbounded,
  loopInstant,
  handoffContext,
  handoffStuck,
  handoffSilent,
  factUnknown,
  asksKnown,
  regionContention,
  endUnreachable,
  nodeUnreachable,
]

/**
 * Proves what a journey promises, or says everything that is wrong with it: worst first, then in the order it is drawn.
 * The same journey always gets the same answer.
 */
export function check(journey: Journey, options: CheckOptions): Problem[] {
  const sound = soundStages(journey)
  const catalog = soundCatalog(options)
  const size = inlinedSize(journey, catalog)
  if (size > limits.inlinedNodes) return [tooLarge(journey, size, callsItself(journey, catalog))]
  const subject = subjectOf(sound.journey, catalog)
  const problems = [
    ...sound.problems,
    ...rules.flatMap((rule) => rule(subject)),
    ...triggerShared(subject, options.others ?? []),
  ]
  return sorted(journey, accepted(journey, problems))
}

/** A called document with broken stages is told where it is drawn; here it only must not get in the way. */
function soundCatalog({ nodes, documents = {}, workspace }: CheckOptions): Catalog {
  const sound = Object.fromEntries(
    Object.entries(documents).map(([id, document]) => [id, soundStages(document).journey]),
  )
  return catalogOf({ nodes: [...nodes.values()], documents: sound, workspace })
}

function tooLarge(journey: Journey, size: number, again: string | undefined): Problem {
  const why = 'It is too large to run.'
  if (again !== undefined) {
    const message = `“${again}” calls itself, over what it calls. Break the chain.`
    return problem('reference.missing', 'error', null, message, why, { path: ['nodes'] })
  }
  const steps = size > 1e6 ? 'millions of' : size
  const message = `With everything it calls, “${journey.name}” has ${steps} steps; at most ${limits.inlinedNodes} are allowed. Call fewer documents.`
  return problem('config.invalid', 'error', null, message, why, { path: ['nodes'] })
}

/** What nobody can decide to live with: a journey with these does not run at all. */
const neverAccepted = new Set(['config.invalid', 'reference.missing', 'stage.invalid', 'entry.missing'])

/** Turns what somebody decided to live with into a tip that says why. */
function accepted({ suppressed }: Journey, problems: Problem[]): Problem[] {
  return problems.map((each) => {
    const by = suppressed.find(({ code, node }) => code === each.code && (node === null || node === each.node))
    if (!by || neverAccepted.has(each.code)) return each
    return { ...each, severity: 'tip', message: `${each.message} Accepted: ${by.reason}` }
  })
}

const severities: Record<Severity, number> = { error: 0, warning: 1, tip: 2 }

function sorted(journey: Journey, problems: Problem[]): Problem[] {
  const order = new Map([...Object.keys(journey.nodes), ...Object.keys(journey.stages)].map((id, index) => [id, index]))
  const rank = ({ node }: Problem) => (node === null ? -1 : (order.get(node) ?? order.size))
  const text = ({ code, path, message }: Problem) => `${code} ${path.join('.')} ${message}`
  return unique(problems).sort(
    (a, b) =>
      severities[a.severity] - severities[b.severity] ||
      rank(a) - rank(b) ||
      (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0),
  )
}

/** Two ways into the same protocol would tell the same twice. */
function unique(problems: Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter(({ code, node, path, message }) => {
    const key = JSON.stringify([code, node, path, message])
    return !seen.has(key) && seen.add(key)
  })
}
