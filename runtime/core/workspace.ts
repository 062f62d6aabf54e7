import { z } from 'zod'
import { channelIds } from '#sdk'
import { FactDeclaration, FactName, Id } from './journey.ts'

const Time = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'Write a time such as 09:00.')
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** Opening hours: per weekday the open spans, in one IANA time zone, with days off and special days. */
export const Hours = z.strictObject({
  name: z.string().min(1),
  zone: z.string().refine(isZone, 'Write a time zone such as Europe/London.'),
  week: z.partialRecord(z.enum(days), z.array(z.tuple([Time, Time]))),
  /** Dates with hours of their own; an empty list is a day off. */
  special: z.record(z.iso.date(), z.array(z.tuple([Time, Time]))).default({}),
})

/** Where work waits for a person. */
export const Queue = z.strictObject({
  name: z.string().min(1),
  skills: z.array(Id).default([]),
  hours: Id.optional(),
})

const acknowledgement = 'Thank you, we have your message. One of us will read it and answer you here.'

/** What a company has that its journeys refer to. Names and settings only: secrets by name, never by value. */
export const Workspace = z.strictObject({
  format: z.literal(1),
  name: z.string().min(1).default('My workspace'),
  queues: z.record(Id, Queue).default({}),
  skills: z.record(Id, z.strictObject({ name: z.string().min(1) })).default({}),
  hours: z.record(Id, Hours).default({}),
  sla: z.record(Id, z.record(z.string(), z.iso.duration())).default({}),
  channels: z.array(z.enum(channelIds)).default(['email', 'webchat', 'sms', 'voice', 'webhook']),
  knowledge: z.record(Id, z.strictObject({ name: z.string().min(1) })).default({}),
  languages: z.array(z.string().min(2).max(20)).default(['en']),
  /** Facts that belong to the customer and hold across conversations. */
  facts: z.record(FactName, FactDeclaration).default({}),
  /** Profile fields that templates and formulas may use, with their types. */
  profile: z
    .record(
      FactName,
      z.strictObject({ type: z.enum(['text', 'number', 'boolean', 'date', 'email', 'phone']), label: z.string() }),
    )
    .default({}),
  /** Names of the secrets a server must be given before a release runs on it. */
  secrets: z.array(z.string().regex(/^[A-Z][A-Z0-9_]*$/)).default([]),
  limits: z
    .strictObject({ humanReachableWithin: z.int().min(1).max(20).default(2) })
    .default({ humanReachableWithin: 2 }),
  /** What becomes of a message that no journey answers: what the customer is told, and the queue it waits in. */
  unclaimed: z
    .strictObject({
      text: z
        .string()
        .min(1)
        .max(2000)
        .refine((text) => !text.includes('{{'), 'Use plain words here: nothing is known yet that could be inserted.')
        .default(acknowledgement),
      queue: Id.optional(),
    })
    .default({ text: acknowledgement }),
  /** Words that mean "I want a person", added to the built-in ones. */
  agentWords: z.array(z.string().min(2)).default([]),
})

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export type Workspace = z.output<typeof Workspace>
export type Hours = z.output<typeof Hours>

/** The workspace a journey gets when none is given: no queues, no hours. */
export const emptyWorkspace: Workspace = Workspace.parse({ format: 1 })
