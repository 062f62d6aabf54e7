import { z } from 'zod'

const Channel = z.string()

/** One row of the desk's list: an offer, or a customer the agent has. */
export const DeskHandoff = z.object({
  id: z.string(),
  queue: z.string(),
  priority: z.int(),
  status: z.enum(['offered', 'accepted', 'closed', 'withdrawn']),
  agent: z.string().nullable(),
  channel: Channel,
  customer: z.object({ id: z.string(), name: z.string().nullable() }),
  reason: z.string(),
  offeredAt: z.number(),
  lastSaid: z.object({ text: z.string(), at: z.number(), by: z.string() }).nullable(),
})
export type DeskHandoff = z.output<typeof DeskHandoff>

/** What waits for a person, in one look. */
export const DeskAnswer = z.object({
  me: z.object({ id: z.string(), name: z.string() }),
  now: z.number(),
  offers: z.array(DeskHandoff),
  mine: z.array(DeskHandoff),
  unclaimed: z.array(
    z.object({
      id: z.string(),
      customer: z.object({ id: z.string(), name: z.string().nullable() }),
      channel: Channel,
      text: z.string(),
      at: z.number(),
    }),
  ),
  inDoubt: z.array(
    z.object({
      id: z.string(),
      customer: z.object({ id: z.string(), name: z.string().nullable() }),
      channel: Channel.nullable(),
      text: z.string(),
      at: z.number(),
      reason: z.string(),
    }),
  ),
  incidents: z.array(
    z.object({
      id: z.string(),
      run: z.string().nullable(),
      node: z.string().nullable(),
      message: z.string(),
      at: z.number(),
    }),
  ),
})
export type DeskAnswer = z.output<typeof DeskAnswer>

/** One thing on a customer's timeline. */
export const TimelineItem = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.enum(['message', 'call', 'note', 'handoff', 'event', 'run']),
  direction: z.enum(['in', 'out']).nullable(),
  by: z.enum(['customer', 'journey', 'agent', 'system']),
  channel: Channel.nullable(),
  text: z.string(),
  state: z.string().nullable(),
})
export type TimelineItem = z.output<typeof TimelineItem>

const Fact = z.object({
  name: z.string(),
  label: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]),
  channel: Channel.nullable(),
  at: z.number(),
  source: z.string(),
  proof: z.enum(['claimed', 'proved']),
})

/** The customer as the desk shows them. */
export const DeskCustomer = z.object({
  id: z.string(),
  name: z.string().nullable(),
  identities: z.array(z.object({ address: z.string(), proof: z.enum(['claimed', 'proved']) })),
  profile: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  earlier: z.array(
    z.object({ channel: Channel, endedAt: z.number(), disposition: z.string(), summary: z.string().nullable() }),
  ),
})
export type DeskCustomer = z.output<typeof DeskCustomer>

/** Everything about one handoff: the whole context before the first word. */
export const HandoffAnswer = z.object({
  handoff: DeskHandoff.extend({
    shownAt: z.number().nullable(),
    repliedAt: z.number().nullable(),
    outcome: z.string().nullable(),
    disposition: z.string().nullable(),
  }),
  context: z.object({
    summary: z.array(z.object({ label: z.string(), text: z.string() })),
    facts: z.array(Fact),
    tried: z.array(z.object({ what: z.string(), result: z.string(), at: z.number() })),
    leftOut: z.array(z.object({ name: z.string(), reason: z.string() })),
    complete: z.boolean(),
    reason: z.string(),
    language: z.string().nullable(),
  }),
  customer: DeskCustomer,
  timeline: z.array(TimelineItem),
  /** The channels an answer can go out on, the customer's current one first. */
  channels: z.array(Channel),
  /** Facts the journey knows of, for what the agent learned. */
  declared: z.array(z.object({ name: z.string(), label: z.string(), type: z.string() })),
  queues: z.array(z.object({ id: z.string(), name: z.string() })),
  dispositions: z.array(z.string()),
})
export type HandoffAnswer = z.output<typeof HandoffAnswer>

/** A customer found by name or address. */
export const CustomersAnswer = z.object({
  customers: z.array(z.object({ id: z.string(), name: z.string().nullable(), addresses: z.array(z.string()) })),
})
/** One customer with their whole timeline. */
export const CustomerAnswer = z.object({ customer: DeskCustomer, timeline: z.array(TimelineItem) })

export const DeclineBody = z.strictObject({ reason: z.string().max(500).default('') })
export const ReplyBody = z.strictObject({
  id: z.string().min(8).max(80),
  text: z.string().trim().min(1).max(20_000),
  channel: Channel.optional(),
})
export const CloseBody = z.strictObject({
  outcome: z.enum(['resolved', 'returned', 'transferred']),
  disposition: z.string().trim().min(1).max(200),
  note: z.string().max(4000).default(''),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  queue: z.string().optional(),
})
export const SettleBody = z.strictObject({})
