import { z } from 'zod'
import { factTypes } from '#sdk'

/** An id in a document: lower case words joined by hyphens, readable in a diff. */
export const Id = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'Use lower case letters, digits and hyphens, starting with a letter.')
  .max(80)

/** A fact's name, as templates and formulas use it. */
export const FactName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'Use lower case letters, digits and underscores, starting with a letter.')
  .max(60)

const Duration = z.iso.duration('Write a duration such as PT4H (four hours) or P2D (two days).')

/** Where an outcome leads: a node's id, or `resume:<stage>` to go on where that stage was left. */
const Target = z
  .string()
  .regex(/^(resume:)?[a-z][a-z0-9-]*$/, 'Name a step, or resume:<stage>.')
  .max(100)

/** The declaration of a fact: its type, and how long and how far it holds. */
export const FactDeclaration = z.strictObject({
  type: z.enum(factTypes),
  label: z.string().min(1).max(120),
  /** Personal data, which must not leave without being declared. */
  pii: z.boolean().default(false),
  /** How long it stays valid after it was learned; for good when left out. */
  validFor: Duration.optional(),
  /** How far it is known: this run, the conversation, or whatever the customer does. */
  scope: z.enum(['run', 'conversation', 'customer']).default('conversation'),
})

/** What every node has around its own config. */
export const Node = z.strictObject({
  type: z.string().min(1).max(120),
  /** The version of the node type this config was written for. */
  version: z.int().min(1).default(1),
  name: z.string().max(200).default(''),
  config: z.record(z.string(), z.unknown()).default({}),
  next: z.record(z.string().max(120), Target).default({}),
  /** Longest wait; then the outcome `no_answer`. */
  timeout: Duration.optional(),
  /** How often a failed effect is tried again before the outcome `failed`, and after which pause. */
  retry: z.strictObject({ times: z.int().min(1).max(10), after: Duration.default('PT5S') }).optional(),
  /** A formula; when it is true the node is passed by with the outcome `skipTo`. */
  skipWhen: z.string().min(1).max(2000).optional(),
  skipTo: z.string().min(1).max(120).optional(),
  /** What a simulation answers instead of carrying out this node's effects. */
  mock: z
    .strictObject({
      outcome: z.string(),
      captured: z.record(FactName, z.union([z.string(), z.number(), z.boolean()])).default({}),
    })
    .optional(),
  note: z.string().max(4000).optional(),
})

/** A frame with behaviour around some nodes: interrupts, a time limit, a way back. */
export const Stage = z.strictObject({
  name: z.string().max(200).default(''),
  nodes: z.array(Id).default([]),
  /** Stages inside this one. */
  stages: z.array(Id).default([]),
  /** Parts that run side by side. Each starts at the first node of its list. */
  regions: z
    .record(Id, z.strictObject({ name: z.string().max(200).default(''), nodes: z.array(Id).min(1) }))
    .optional(),
  /** Interrupts: an event's name, and where it leads from anywhere inside. */
  on: z.record(z.string().max(120), Target).default({}),
  /** The longest time to spend inside, and where it leads when it is over. */
  within: z.strictObject({ duration: Duration, else: Target }).optional(),
  /** Whether `resume:<stage>` may come back to where it was left. */
  resumable: z.boolean().default(false),
  /** Where it leads when all regions have ended. */
  done: Target.optional(),
})

const Point = z.tuple([z.number(), z.number()])

/** A note on the canvas. */
export const Note = z.strictObject({ text: z.string().max(4000), at: Point, size: Point.optional() })

/** A problem somebody decided to live with, and why. */
export const Suppression = z.strictObject({
  code: z.string(),
  node: z.string().nullable().default(null),
  reason: z.string().min(3).max(1000),
})

/** Where things stand on the canvas. Means nothing to the runtime. */
export const Layout = z
  .object({ columns: z.array(z.strictObject({ name: z.string(), x: z.number() })).optional() })
  .catchall(Point)

/** A journey or a handoff protocol: what people draw, and the one truth of it. */
export const Journey = z.strictObject({
  format: z.literal(1),
  kind: z.enum(['journey', 'protocol']).default('journey'),
  id: Id,
  name: z.string().min(1).max(200),
  description: z.string().max(4000).default(''),
  /** Decides between journeys that claim the same event; the higher wins. */
  priority: z.int().min(-100).max(100).default(0),
  facts: z.record(FactName, FactDeclaration).default({}),
  nodes: z.record(Id, Node).default({}),
  stages: z.record(Id, Stage).default({}),
  notes: z.record(Id, Note).default({}),
  suppressed: z.array(Suppression).default([]),
  layout: Layout.default({}),
})

export type Journey = z.output<typeof Journey>
export type Node = z.output<typeof Node>
export type Stage = z.output<typeof Stage>
export type FactDeclaration = z.output<typeof FactDeclaration>

/** The JSON Schema of the document format, for editors. */
export function journeyJsonSchema(): unknown {
  return z.toJSONSchema(Journey, { target: 'draft-7', io: 'input' })
}
