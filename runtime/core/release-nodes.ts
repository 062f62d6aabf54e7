import type { AnyNodeType } from '#sdk'
import type { Journey } from './journey.ts'
import type { Release } from './release.ts'

/** A node type that a release was made with, beside what is installed here. */
export interface NeededNode {
  type: string
  version: number
  /** The version installed here, or null when there is none. */
  installed: number | null
  /**
   * `same`; `other_code` under the same version, which its author calls compatible; `migrated` from an older version;
   * `lacking` when it is not installed, older, or newer without a way from the version needed.
   */
  stands: 'same' | 'other_code' | 'migrated' | 'lacking'
}

/** Every node type a release was made with, and how it stands to what is installed here. */
export function neededNodes({ nodes: needed }: Release, nodes: readonly AnyNodeType[]): NeededNode[] {
  return Object.entries(needed).map(([type, { version, code }]) => {
    const found = nodes.find((each) => each.type === type)
    const installed = found?.version ?? null
    const stands = (): NeededNode['stands'] => {
      if (!found || found.version < version) return 'lacking'
      if (found.version > version) return found.migrate ? 'migrated' : 'lacking'
      return code === undefined || found.origin === undefined || found.origin.code === code ? 'same' : 'other_code'
    }
    return { type, version, installed, stands: stands() }
  })
}

/** A release's documents with the configs of newer node types migrated. Throws what a migration throws. */
export function withTodaysConfigs(
  release: Release,
  nodes: readonly AnyNodeType[],
): { journey: Journey; documents: Record<string, Journey> } {
  const migrations = new Map(
    neededNodes(release, nodes)
      .filter((each) => each.stands === 'migrated')
      .map(({ type, version }) => [
        type,
        { from: version, migrate: nodes.find((each) => each.type === type)?.migrate },
      ]),
  )
  const today = (journey: Journey): Journey => ({
    ...journey,
    nodes: Object.fromEntries(
      Object.entries(journey.nodes).map(([id, node]) => {
        const migration = migrations.get(node.type)
        if (!migration?.migrate) return [id, node]
        return [id, { ...node, config: migration.migrate(node.config, migration.from) as typeof node.config }]
      }),
    ),
  })
  return {
    journey: today(release.journey),
    documents: Object.fromEntries(Object.entries(release.documents).map(([id, each]) => [id, today(each)])),
  }
}
