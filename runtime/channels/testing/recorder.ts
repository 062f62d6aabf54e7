import type { Delivery, DeliveryDeps, Ingested, Normalised, SetAside } from '../channel.ts'

/** The engine's side of the contract, kept in memory: events once per name, with the answer the first one got. */
export interface Recorder extends DeliveryDeps {
  arrivals: Normalised[]
  aside: SetAside[]
  deliveries: Delivery[]
  logged: string[]
  /** From now on nothing can be made durable. */
  fail(): void
}

/** Makes a recorder whose clock stands at `at`. */
export function recorder(at = 1_773_306_000_000): Recorder {
  const answers = new Map<string, string | undefined>()
  const arrivals: Normalised[] = []
  const aside: SetAside[] = []
  const deliveries: Delivery[] = []
  const held = new Map<string, Delivery['state']>()
  const logged: string[] = []
  let broken = false
  const log = (fields: Record<string, unknown>, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`)
  }
  return {
    arrivals,
    aside,
    deliveries,
    logged,
    log: { info: log, warn: log },
    now: () => at,
    fail() {
      broken = true
    },
    async ingest(arrival): Promise<Ingested> {
      if (broken) throw new Error('disk full')
      if (answers.has(arrival.dedupeKey)) return { status: 'duplicate', answer: answers.get(arrival.dedupeKey) }
      answers.set(arrival.dedupeKey, arrival.answer)
      arrivals.push(arrival)
      return { status: 'accepted' }
    },
    async setAside(each) {
      if (broken) throw new Error('disk full')
      aside.push(each)
    },
    async delivered(each) {
      if (broken) throw new Error('disk full')
      deliveries.push(each)
      const before = held.get(each.effect) ?? 'sent'
      const now = before === 'sent' ? each.state : before
      held.set(each.effect, now)
      return now
    },
  }
}
