import { compileRelease, type Plan } from '#core'
import { type AnyNodeType, is, type JourneyEvent } from '#sdk'
import { currentReleases, releaseByHash } from '#store/live-releases'
import type { Db } from '#store/open'

/** A start node that an event matches. */
export interface Entry {
  plan: Plan
  journey: string
  release: string
  node: string
  /** Whether a journey claimed the event, or it is one that nobody claims. */
  why: 'entry' | 'nobody'
}

/** The release that messages no journey claims are given to. It is kept in the store and never current. */
export interface UnclaimedRelease {
  journey: string
  release: string
}

/** Compiled releases: each is compiled once and kept. */
export interface Plans {
  /** The plan of a release; throws when it cannot run here, which parks the run that asked. */
  of(db: Db, release: string): Promise<Plan>
  /** The start node this event starts a run at: of the current releases, the one with the highest priority. */
  entryFor(db: Db, event: JourneyEvent): Promise<Entry | undefined>
  /** The start node of a message that no current release claims, where one is prepared for its channel. */
  unclaimedEntryFor(db: Db, event: JourneyEvent): Promise<Entry | undefined>
  /** Forgets which releases are current. */
  changed(): void
}

/** Keeps compiled releases for these node types. */
export function keepPlans(
  nodes: readonly AnyNodeType[],
  unclaimed: (channel: string) => UnclaimedRelease | undefined,
): Plans {
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
        const { priority } = plan.flat.journey
        for (const node of entriesOf(plan, event)) found.push({ plan, journey, release, node, why: 'entry', priority })
      }
      return found.sort((a, b) => b.priority - a.priority || (a.journey < b.journey ? -1 : 1))[0]
    },
    async unclaimedEntryFor(db, event) {
      const prepared = is(event, 'message.received') ? unclaimed(event.channel) : undefined
      if (!prepared) return undefined
      const plan = await of(db, prepared.release).catch(() => undefined)
      const [node] = plan ? entriesOf(plan, event) : []
      return plan && node !== undefined ? { plan, ...prepared, node, why: 'nobody' } : undefined
    },
  }
}

function entriesOf(plan: Plan, event: JourneyEvent): string[] {
  const starts = [...plan.nodes].filter(([node, { type, config }]) => {
    return plan.flat.frameOf[node] === undefined && type.starts?.(config, event)
  })
  return starts.map(([node]) => node)
}
