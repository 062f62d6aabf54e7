import { addConversation, addInteraction, interactionOf, openConversation, rememberMessage } from '#store/conversations'
import { addCustomer, addIdentity, type CustomerRow, customerById, customerOf, nameCustomer } from '#store/customers'
import { handoffById } from '#store/handoffs'
import type { Db } from '#store/open'
import { type RunRow, runById } from '#store/runs'
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
  const references = [...(arrival.interaction?.references ?? [])]
  const existing =
    arrival.interaction && (await interactionOf(db, arrival.channel, arrival.interaction.key, references))
  const customer = named ? await customerById(db, named.customer) : await identify(db, arrival, at, newId)
  if (!customer) return undefined
  const stillOpen = existing !== undefined && existing.closedAt === null
  const conversation =
    named?.conversation ?? (stillOpen ? existing.conversation : await openConversation(db, customer.id))
  const where = conversation ?? newId()
  if (conversation === undefined) await addConversation(db, where, customer.id, at)
  const reuse = existing !== undefined && existing.conversation === where
  let interaction = reuse ? existing.id : undefined
  if (!reuse && arrival.interaction) {
    interaction = newId()
    const { key, direction } = arrival.interaction
    await addInteraction(db, { id: interaction, conversation: where, channel: arrival.channel, key, direction, at })
  }
  if (interaction !== undefined && arrival.interaction) {
    const { key, message } = arrival.interaction
    for (const name of new Set([key, ...(message ? [message] : [])]))
      await rememberMessage(db, arrival.channel, name, interaction)
  }
  const proof = arrival.identity?.proof ?? 'claimed'
  const speaker = (reuse && existing.run) || undefined
  return { customer, conversation: where, interaction, speaker, run: named, proof }
}

async function namedRun(db: Db, { explicit }: Arrival) {
  if (!explicit?.run && !explicit?.handoff) return undefined
  const run = explicit.run ?? (await handoffById(db, explicit.handoff ?? ''))?.run
  return (run !== undefined && (await runById(db, run))) || 'unknown'
}

async function identify(
  db: Db,
  { identity, also = [] }: Arrival,
  at: number,
  newId: () => string,
): Promise<CustomerRow | undefined> {
  if (!identity) return undefined
  const addresses = [identity, ...also]
  if (identity.address.startsWith('customer:')) {
    const byId = await customerById(db, identity.address.slice('customer:'.length))
    // A signed system that knows the customer by its own id may bring new addresses along.
    if (byId && identity.proof === 'proved') for (const each of also) await addIdentity(db, byId.id, each, at)
    return byId
  }
  for (const each of addresses) {
    const known = await customerOf(db, each.address)
    if (!known) continue
    const { proof, ...customer } = known
    for (const other of addresses) {
      const nothingNew = other === each && (proof === 'proved' || other.proof === 'claimed')
      if (!nothingNew) await addIdentity(db, known.id, other, at)
    }
    if (identity.name && !known.name) await nameCustomer(db, known.id, identity.name)
    return { ...customer, name: customer.name ?? identity.name ?? null }
  }
  const customer = { id: newId(), name: identity.name ?? null, language: null }
  await addCustomer(db, customer, identity, at)
  for (const each of also) await addIdentity(db, customer.id, each, at)
  return customer
}
