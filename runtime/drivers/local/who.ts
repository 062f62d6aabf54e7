import {
  addConversation,
  addInteraction,
  interactionOf,
  type NamedInteraction,
  openConversation,
  rememberMessage,
} from '#store/conversations'
import { type CustomerRow, customerById, type Whose } from '#store/customers'
import { handoffById } from '#store/handoffs'
import { suggestMerge } from '#store/merge-suggestions'
import type { Db } from '#store/open'
import { type RunRow, runById } from '#store/runs'
import { settleAddresses } from '#store/settle-addresses'
import type { Arrival } from '../driver.ts'

/** Whose event it is, and which conversation and interaction it belongs to. */
export interface Who {
  customer: CustomerRow
  conversation: string
  interaction: string | undefined
  /** The run that last spoke in the interaction. */
  speaker: string | undefined
  /** The run the event names by itself. */
  run: RunRow | undefined
  proof: 'claimed' | 'proved'
}

/**
 * Finds the customer an event is from, making one for an unknown address. An event that names a customer's id nobody
 * knows answers nothing: it is set aside for people to see.
 */
export async function whoIs(db: Db, arrival: Arrival, at: number, newId: () => string): Promise<Who | undefined> {
  const named = await namedRun(db, arrival)
  if (named === 'unknown') return undefined
  const { interaction: by, channel } = arrival
  const known = by && (await interactionOf(db, channel, by.key, by.references ?? []))
  const going = known?.closedAt === null ? known : undefined
  const whose = named ? await ownerOf(db, named.customer) : await sender(db, arrival, going, at, newId)
  if (!whose) return undefined
  const open = named?.conversation ?? going?.conversation ?? (await openConversation(db, whose.own))
  const conversation = open ?? newId()
  // Whose address opened it stays with a conversation, so that customers who were merged can be separated again.
  if (open === undefined) await addConversation(db, conversation, whose.own, at)
  const reused = known?.conversation === conversation ? known : undefined
  const interaction = reused?.id ?? (by && newId())
  if (by && interaction !== undefined) {
    const { key, direction, message } = by
    if (!reused) await addInteraction(db, { id: interaction, conversation, channel, key, direction, at })
    for (const name of new Set([key, ...(message ? [message] : [])]))
      await rememberMessage(db, channel, name, interaction)
  }
  const { customer, proof } = whose
  return { customer, conversation, interaction, speaker: reused?.run ?? undefined, run: named, proof }
}

async function namedRun(db: Db, { explicit }: Arrival) {
  if (!explicit?.run && !explicit?.handoff) return undefined
  const run = explicit.run ?? (await handoffById(db, explicit.handoff ?? ''))?.run
  return (run !== undefined && (await runById(db, run))) || 'unknown'
}

async function ownerOf(db: Db, own: string): Promise<Whose | undefined> {
  const customer = await customerById(db, own)
  return customer && { customer, own, proof: 'claimed' }
}

/**
 * Who sent it. An answer in a thread is from whoever the thread is with: one from another address is theirs as far as
 * anybody can tell, which proves nothing, and a person may say that both are one.
 */
async function sender(
  db: Db,
  { identity, also }: Arrival,
  thread: NamedInteraction | undefined,
  at: number,
  newId: () => string,
): Promise<Whose | undefined> {
  const whose = identity && (await settleAddresses(db, { identity, ...(also ? { also } : {}) }, at, newId))
  if (!whose || !thread || thread.owner === whose.own) return whose
  const owner = await ownerOf(db, thread.owner)
  if (!owner || owner.customer.id === whose.customer.id) return whose
  const why = `${identity?.address} answered in a conversation that was with somebody else.`
  await suggestMerge(db, { one: owner.own, other: whose.own, why, at })
  return owner
}
