import { z } from 'zod'

const Channel = z.string()
const FactValue = z.union([z.string(), z.number(), z.boolean()])
const Named = z.object({ id: z.string(), name: z.string().nullable() })

/** One row of the desk's list: an offer, or a customer the agent has. */
export const DeskHandoff = z.object({
  id: z.string(),
  queue: z.string(),
  priority: z.int(),
  status: z.enum(['offered', 'accepted', 'closed', 'withdrawn']),
  agent: z.string().nullable(),
  channel: Channel,
  customer: Named,
  reason: z.string(),
  offeredAt: z.number(),
  /** When the journey had taken note of the agent; null before, also while an accepted offer is not confirmed yet. */
  acceptedAt: z.number().nullable(),
  lastSaid: z.object({ text: z.string(), at: z.number(), by: z.string() }).nullable(),
  /** The customer's last words, for what is unread. */
  customerSaidAt: z.number().nullable(),
  /** Since when the customer waits for the agent's answer; null when the agent spoke last. */
  unansweredSince: z.number().nullable(),
})
export type DeskHandoff = z.output<typeof DeskHandoff>

/** `GET /api/desk`: what waits for a person, in one look. */
export const DeskAnswer = z.object({
  me: z.object({ id: z.string(), name: z.string(), role: z.string().nullable() }),
  now: z.number(),
  queues: z.array(z.object({ id: z.string(), name: z.string() })),
  offers: z.array(DeskHandoff),
  mine: z.array(DeskHandoff),
  unclaimed: z.array(z.object({ id: z.string(), customer: Named, channel: Channel, text: z.string(), at: z.number() })),
  inDoubt: z.array(
    z.object({
      id: z.string(),
      customer: Named,
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
      journey: z.string().nullable(),
      customer: Named.nullable(),
    }),
  ),
})
export type DeskAnswer = z.output<typeof DeskAnswer>

/** One thing on a customer's timeline. */
export const TimelineItem = z.object({
  id: z.string(),
  at: z.number(),
  conversation: z.string(),
  kind: z.enum(['message', 'call', 'note', 'handoff', 'event', 'run']),
  direction: z.enum(['in', 'out']).nullable(),
  by: z.enum(['customer', 'journey', 'agent', 'system']),
  /** The agent who said it. */
  author: z.string().nullable(),
  channel: Channel.nullable(),
  subject: z.string().nullable(),
  text: z.string(),
  /** The answers that were offered with a question. */
  choices: z.array(z.string()),
  state: z.string().nullable(),
  /** Why it failed, is in doubt, or has not gone out yet. */
  why: z.string().nullable(),
})
export type TimelineItem = z.output<typeof TimelineItem>

/** A part of a customer's timeline, oldest first. */
export const TimelineAnswer = z.object({
  items: z.array(TimelineItem),
  /** Where the part before this one ends; null when this is the beginning. */
  before: z.number().nullable(),
})
export type TimelineAnswer = z.output<typeof TimelineAnswer>

const Fact = z.object({
  name: z.string(),
  label: z.string(),
  value: FactValue,
  channel: Channel.nullable(),
  at: z.number(),
  source: z.string(),
  proof: z.enum(['claimed', 'proved']),
})

/** Somebody who is or may be the same person: by what they are known, and why it is thought. */
const SamePerson = z.object({
  id: z.string(),
  name: z.string().nullable(),
  addresses: z.array(z.string()),
  why: z.string(),
  at: z.number(),
})

/** The customer as the desk shows them. */
export const DeskCustomer = z.object({
  id: z.string(),
  name: z.string().nullable(),
  language: z.string().nullable(),
  identities: z.array(z.object({ address: z.string(), proof: z.enum(['claimed', 'proved']) })),
  profile: z.array(z.object({ name: z.string(), label: z.string(), value: FactValue })),
  /** Every conversation, the newest first, with what came of it. */
  conversations: z.array(
    z.object({
      id: z.string(),
      openedAt: z.number(),
      closedAt: z.number().nullable(),
      channels: z.array(Channel),
      results: z.array(z.string()),
    }),
  ),
  /** Who was merged into them, the latest first. `by` is null where proved addresses did it without anybody. */
  merged: z.array(SamePerson.extend({ by: z.string().nullable() })),
  /** Who may be the same person, for somebody to decide. */
  maybe: z.array(SamePerson),
})
export type DeskCustomer = z.output<typeof DeskCustomer>

/** `GET /api/desk/handoff?id=`: the whole context before the first word. */
export const HandoffAnswer = z.object({
  handoff: DeskHandoff.extend({
    conversation: z.string(),
    agentName: z.string().nullable(),
    shownAt: z.number().nullable(),
    repliedAt: z.number().nullable(),
    closedAt: z.number().nullable(),
    outcome: z.string().nullable(),
    disposition: z.string().nullable(),
    /** Whether the whole context had been on screen before the first reply; null until there was one. */
    shownBeforeReply: z.boolean().nullable(),
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
  timeline: TimelineAnswer.shape.items,
  before: TimelineAnswer.shape.before,
  /** The channels an answer can go out on, the one the customer used last first. */
  channels: z.array(Channel),
  /** Facts the journey knows of, for what the agent learned. */
  declared: z.array(z.object({ name: z.string(), label: z.string(), type: z.string() })),
  /** The queues an agent may pass the customer on to; none when the protocol keeps to its own. */
  queues: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Dispositions chosen lately, the most used first. */
  dispositions: z.array(z.string()),
})
export type HandoffAnswer = z.output<typeof HandoffAnswer>

/** `GET /api/desk/customers?q=`: customers found by name or address. */
export const CustomersAnswer = z.object({
  customers: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      addresses: z.array(z.string()),
      lastAt: z.number().nullable(),
    }),
  ),
})
export type CustomersAnswer = z.output<typeof CustomersAnswer>

/** `GET /api/desk/customers/:id`: one customer with their timeline. */
export const CustomerAnswer = z.object({
  customer: DeskCustomer,
  timeline: TimelineAnswer.shape.items,
  before: TimelineAnswer.shape.before,
})
export type CustomerAnswer = z.output<typeof CustomerAnswer>

/**
 * What a command of the desk is answered with. `held` is there when the journey has stopped: what was said is kept and
 * goes on when somebody settles the incident. `queue` is where a customer who was passed on is offered now.
 */
export const DeskDoneAnswer = z.object({
  ok: z.literal(true),
  held: z.string().optional(),
  queue: z.string().optional(),
})
export type DeskDoneAnswer = z.output<typeof DeskDoneAnswer>

/** `POST /api/desk/decline?id=` */
export const DeclineBody = z.strictObject({ reason: z.string().trim().max(500).default('') })

/** `POST /api/desk/reply?id=`. The same `id` a second time is the same reply and goes out once. */
export const ReplyBody = z.strictObject({
  id: z.string().min(8).max(80),
  text: z.string().trim().min(1).max(20_000),
  channel: Channel.optional(),
})

/** `POST /api/desk/close?id=` */
export const CloseBody = z.strictObject({
  outcome: z.enum(['resolved', 'returned', 'transferred']),
  disposition: z.string().trim().min(1).max(200),
  note: z.string().trim().max(4000).default(''),
  facts: z.record(z.string(), FactValue).default({}),
  queue: z.string().optional(),
})

/** `POST /api/desk/unclaimed?id=`: a message nobody's journey claimed was dealt with, and how. */
export const SettleBody = z.strictObject({ note: z.string().trim().max(2000).default('') })

/** `POST /api/desk/merge?id=`: this customer and another one are one person. */
export const MergeBody = z.strictObject({ other: z.string().min(1), why: z.string().trim().max(500).default('') })

/** What a merge is answered with: who stays, and who was merged into them, which is what separating takes back. */
export const MergedAnswer = z.object({ ok: z.literal(true), customer: z.string(), merged: z.string() })
export type MergedAnswer = z.output<typeof MergedAnswer>

/** `POST /api/desk/separate?id=`: a merged customer is somebody of their own again. `from` is who they were until now. */
export const SeparatedAnswer = z.object({ ok: z.literal(true), customer: z.string(), from: z.string() })
export type SeparatedAnswer = z.output<typeof SeparatedAnswer>

/** `POST /api/desk/not-same?id=` and, taking it back, `POST /api/desk/maybe-same?id=`. */
export const OtherBody = z.strictObject({ other: z.string().min(1) })
