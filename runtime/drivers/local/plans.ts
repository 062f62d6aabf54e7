import { compileRelease, type Plan } from '#core'
import type { AnyNodeType, JourneyEvent } from '#sdk'
import { currentReleases, releaseByHash } from '#store/live-releases'
import type { Db } from '#store/open'

/** A start node that an event matches. */
export interface Entry {
  plan: Plan
  journey: string
  release: string
  node: string
}

/** Compiled releases: each is compiled once and kept. */
export interface Plans {
  /** The plan of a release; throws when it cannot run here, which parks the run that asked. */
  of(db: Db, release: string): Promise<Plan>
  /** The start node this event starts a run at: of the current releases, the one with the highest priority. */
  entryFor(db: Db, event: JourneyEvent): Promise<Entry | undefined>
  /** Forgets which releases are current. */
  changed(): void
}

/** Keeps compiled releases for these node types. */
export function keepPlans(nodes: readonly AnyNodeType[]): Plans {
  const compiled = new Map<string, Plan>()
  let current: { journey: string; release: string }[] | undefined
  const of = async (db: Db, hash: string): Promise<Plan> => {
    const known = compiled.get(hash)
    if (known) return known
    const release = await releaseByHash(db, hash)
    if (!release) throw new Error(`The release ${hash} is not in the store.`)
    const plan = compileRelease(release, nodes)
    if (!plan.ok) throw new Error(plan.problems.map((each) => each.message).join(' '))
    compiled.set(hash, plan.value)
    return plan.value
  }
  return {
    of,
    changed: () => {
      current = undefined
    },
    async entryFor(db, event) {
      current ??= await currentReleases(db)
      const found: (Entry & { priority: number })[] = []
      for (const { journey, release } of current) {
        const plan = await of(db, release).catch(() => undefined)
        if (!plan) continue
        for (const [node, prepared] of plan.nodes) {
          if (plan.flat.frameOf[node] !== undefined || !prepared.type.starts?.(prepared.config, event)) continue
          found.push({ plan, journey, release, node, priority: plan.flat.journey.priority })
        }
      }
      return found.sort((a, b) => b.priority - a.priority || (a.journey < b.journey ? -1 : 1))[0]
    },
  }
}
