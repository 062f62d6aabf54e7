import { z } from 'zod'
import type { AnyNodeType } from '#sdk'
import { type Catalog, catalogOf } from './catalog.ts'
import { compile, type Plan } from './compile/compile.ts'
import { inline } from './inline.ts'
import { Journey } from './journey.ts'
import { limits } from './limits.ts'
import { type Parsed, readJson } from './parse.ts'
import { type Problem, problem } from './problem.ts'
import { type NeededNode, neededNodes, withTodaysConfigs } from './release-nodes.ts'
import { Workspace } from './workspace.ts'

/** A frozen, checked, self-contained journey: what is exported, deployed and run. */
export const Release = z.strictObject({
  format: z.literal(1),
  kind: z.literal('release'),
  journey: Journey,
  /** The protocols and sub-journeys it calls, whole. */
  documents: z.record(z.string(), Journey),
  /** The workspace's parts it uses; secrets by name only. */
  workspace: Workspace,
  /** The node types it was checked with: version, and the package and hash of the code where they are known. */
  nodes: z.record(
    z.string(),
    z.strictObject({ version: z.int(), package: z.string().optional(), code: z.string().optional() }),
  ),
  /** SHA-256 over everything else, in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})

export type Release = z.output<typeof Release>

/** Freezes a journey that passed the checks. `sha256` gives the hex digest of a text. */
export function releaseOf(journey: Journey, catalog: Catalog, sha256: (text: string) => string): Release {
  const flat = inline(journey, catalog)
  const documents = Object.fromEntries(
    Object.values(flat.frames)
      .map((frame) => frame.document)
      .sort()
      .map((id) => [id, withoutLayout(catalog.documents[id] as Journey)]),
  )
  const types = [...new Set(Object.values(flat.journey.nodes).map((node) => node.type))].sort()
  const nodes = Object.fromEntries(
    types.map((type) => {
      const { version = 1, origin } = catalog.nodes.get(type) ?? {}
      return [type, { version, ...origin }]
    }),
  )
  const frozen = {
    format: 1 as const,
    kind: 'release' as const,
    journey,
    documents,
    workspace: catalog.workspace,
    nodes,
  }
  return { ...frozen, hash: sha256(canonical(frozen)) }
}

/** Reads a release from its text and proves that nothing in it was changed. */
export function parseRelease(input: unknown, sha256: (text: string) => string): Parsed<Release> {
  const read = readJson(input, limits.releaseBytes)
  if (!read.ok) return read
  const parsed = Release.safeParse(read.value)
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) =>
        refused(`${issue.path.join('.')}: ${issue.message}`, issue.path as (string | number)[]),
      ),
    }
  }
  // As it was written: what a newer server adds by default was not part of it.
  const { hash, ...frozen } = read.value as Release
  if (sha256(canonical(frozen)) !== hash)
    return {
      ok: false,
      problems: [
        refused('The release was changed after it was made: its hash does not match. Export it again.', ['hash']),
      ],
    }
  return { ok: true, value: parsed.data }
}

/** Compiles a release with the node types installed here, or says which are missing or cannot take over. */
export function compileRelease(release: Release, nodes: readonly AnyNodeType[]): Parsed<Plan> {
  const lacking = neededNodes(release, nodes).filter((each) => each.stands === 'lacking')
  if (lacking.length > 0)
    return { ok: false, problems: lacking.map((each) => refused(inWords(each), ['nodes', each.type])) }
  try {
    const { journey, documents } = withTodaysConfigs(release, nodes)
    return { ok: true, value: compile(journey, catalogOf({ nodes, documents, workspace: release.workspace })) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, problems: [refused(`The release does not compile here: ${reason}`, ['journey'])] }
  }
}

function inWords({ type, version, installed }: NeededNode): string {
  if (installed === null)
    return `The release uses the step type “${type}”, which is not installed here. Install the package that brings it.`
  return installed < version
    ? `The release needs version ${version} of the step type “${type}”; ${installed} is installed. Update it.`
    : `The release was made with version ${version} of the step type “${type}”; ${installed} is installed and does not take over from it. Export the release again here.`
}

/** Whether two releases hold the same documents and workspace, whatever code of the steps they were made with. */
export function sameContent(one: Release, other: Release): boolean {
  const content = ({ journey, documents, workspace }: Release) => canonical({ journey, documents, workspace })
  return one.hash === other.hash || content(one) === content(other)
}

/** JSON with sorted keys, so that the same content always has the same text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

/** How the canvas looks does not change what a called document does. */
function withoutLayout(journey: Journey): Journey {
  return { ...journey, layout: {}, notes: {} }
}

function refused(message: string, path: (string | number)[]): Problem {
  return problem(
    'release.refused',
    'error',
    null,
    message,
    'It cannot be deployed, so customers stay on the release before.',
    { path },
  )
}
