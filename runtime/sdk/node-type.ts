import type { z } from 'zod'
import type { ChannelId } from './channel.ts'
import type { Chunk } from './chunk.ts'
import type { ContextPackage, Effect, Tried } from './effect.ts'
import type { JourneyEvent } from './event.ts'
import type { Fact, FactValue } from './fact.ts'
import type { Json } from './json.ts'

/** The palette's groups, in palette order. */
export const nodeGroups = [
  'start',
  'message',
  'ask',
  'decide',
  'data',
  'self-service',
  'triage',
  'context',
  'people',
  'time',
  'survey',
  'voice',
  'compose',
  'custom',
] as const

/** One palette group. */
export type NodeGroup = (typeof nodeGroups)[number]

/** A named way out of a node. */
export interface Outcome<Config = unknown> {
  /** The words on the card. */
  label: string
  /** Whether the run may simply end here when nothing is connected. Otherwise `check` asks for a next step. */
  mayEnd?: boolean
  /** The facts that are certainly known once this outcome was taken; the workspace is there where that decides. */
  captures?: (config: Config, workspace?: WorkspaceView) => string[]
  /** The facts that may be known then: what another system answers, or a formula works out. */
  mayCapture?: (config: Config) => string[]
  /** The facts that are not known any more once this outcome was taken. */
  forgets?: (config: Config) => string[]
  /** Whether which outcome comes depends on data (a formula, a classifier), so coverage must force it. */
  dependsOnData?: boolean
}

/** Something the customer or an agent said, as the run remembers it. */
export interface Said {
  by: 'customer' | 'agent'
  channel: ChannelId
  at: number
  text: string
}

/** The workspace's parts that a node may ask about at run time. */
export interface WorkspaceView {
  /** Whether these hours are open. Hours go by name, and follow their own time zone. */
  isOpen(hours: string, at: number): boolean
  /** When these hours next open, epoch milliseconds, or null when they never do. */
  nextOpening(hours: string, at: number): number | null
  /** Whether they open week after week, so that there always is a next opening. */
  everOpens(hours: string): boolean
  /** The date (`2026-03-12`) that a moment falls on where these hours apply. */
  dateOf(hours: string, at: number): string
}

/** What a node sees when it runs. All of it comes from the snapshot and the event: a node never looks elsewhere. */
export interface Visit<Config, Memory = unknown> {
  /** This node's id in the journey. */
  node: string
  config: Config
  /** What this node remembered at its last wait, or undefined the first time. */
  memory: Memory | undefined
  /** When this is happening, epoch milliseconds. */
  at: number
  /** For a start node: the event that started the run. */
  event: JourneyEvent | undefined
  /** The customer's current channel. */
  channel: ChannelId
  /** Everything known, by fact name. */
  facts: Readonly<Record<string, Fact>>
  profile: Readonly<Record<string, FactValue>>
  customer: { id: string; name: string | null; language: string | null }
  /** The last words said, oldest first (a bounded window). */
  words: readonly Said[]
  tried: readonly Tried[]
  /** The settings of the handoff or call node this one is inlined in; empty at the top. */
  params: Readonly<Record<string, Json>>
  workspace: WorkspaceView
  /** Whether a fact is known and still valid now. */
  known(fact: string): boolean
  /** Puts known values into a template's `{{…}}`. */
  render(template: string): string
  /** Works a formula out; false when something it needs is not known. */
  test(formula: string): boolean
  /** Works a formula out to a value; undefined when something it needs is not known. */
  value(formula: string): FactValue | undefined
  /** The context package for a handoff: everything known, less what is left out for a stated reason. */
  give(reason: string, leaveOut?: { fact: string; reason: string }[]): ContextPackage
}

/** What a node answers: either an outcome, or a wait; plus what it captured and wants done. */
export type Reply<OutcomeId extends string = string, Memory = unknown> = {
  /** Facts learned, by name. */
  captured?: Record<string, FactValue>
  /** Facts that no longer hold. */
  forgotten?: string[]
  effects?: Effect[]
  /** What was tried for the customer and what came of it, for the handoff and the record. */
  tried?: { what: string; result: string }
  /** Whether an answer may come on another channel than the question's. Calls always may. */
  anyChannel?: boolean
  /** Milliseconds until this node wants `node.woke`. Replaces an earlier one. */
  wakeMs?: number
} & ({ outcome: OutcomeId; memory?: never } | { outcome?: never; memory?: Memory })

/** A kind of step: everything the designer, the checks and the runtime need to know about it. */
export interface NodeType<
  Schema extends z.ZodType = z.ZodType,
  OutcomeId extends string = string,
  MemorySchema extends z.ZodType = z.ZodType,
> {
  /** The id in documents, such as `ask`. */
  type: string
  /** Raised when the meaning of the config or memory changes; a change needs `migrate`. */
  version: number
  group: NodeGroup
  title: string
  /** A Tabler icon name, such as `message-2`. */
  icon: string
  /** One sentence for the palette: what it does for the customer. */
  description: string
  /** Other words people search for. */
  keywords?: string[]
  config: Schema
  memory?: MemorySchema
  outcomes:
    | Record<OutcomeId, Outcome<z.output<Schema>>>
    | ((config: z.output<Schema>) => Record<OutcomeId, Outcome<z.output<Schema>>>)
  /** Facts that must be known before this node runs, apart from those its templates and formulas name. */
  needs?: (config: z.output<Schema>) => string[]
  /** The facts this node asks the customer for, so that nobody is asked twice. */
  asks?: (config: z.output<Schema>) => { fact: string; skipsWhenKnown: boolean }[]
  /** Formulas in the config, with the type each must have, and the fact that keeps what comes out. */
  formulas?: (
    config: z.output<Schema>,
  ) => { path: (string | number)[]; source: string; type: 'yes-no' | 'value'; keeps?: string }[]
  /** Templates in the config. */
  templates?: (config: z.output<Schema>) => { path: (string | number)[]; source: string }[]
  /** Names of the workspace's parts the config refers to. */
  references?: (config: z.output<Schema>) => { kind: ReferenceKind; id: string; path: (string | number)[] }[]
  /** The events it may wait for. A node without any answers at once. */
  waits?: string[] | ((config: z.output<Schema>) => string[])
  /** Whether its own wait is bounded by its config (a `wait` for an hour), so that it needs no time limit. */
  bounded?: (config: z.output<Schema>) => boolean
  /** What it says to the customer on the way, for the checks of silence. */
  speaks?: boolean | ((config: z.output<Schema>) => boolean)
  /** The channels it can work on. `any` degrades by the capability table. */
  channels: 'any' | readonly ChannelId[]
  /** How its effects behave when repeated: none, safe by key, or never twice. */
  effects: 'none' | 'keyed' | 'at-most-once'
  /** For a start node: whether this event starts a run here. */
  starts?: (config: z.output<Schema>, event: JourneyEvent) => boolean
  /** For an end node: the name the run (or the handoff, or the sub-journey) ends with. */
  ends?: (config: z.output<Schema>) => string
  /** For a node that stands for another document: which one, and of which kind. Its ends become the outcomes. */
  inlines?: {
    kind: 'protocol' | 'journey'
    document: (config: z.output<Schema>) => string
    /** Facts the document knows by another name: its name there, and its name here. All others keep their name. */
    facts?: (config: z.output<Schema>) => Readonly<Record<string, string>>
  }
  /** Its part in a handoff protocol. */
  role?: 'give' | 'offer' | 'with-agent' | 'take-back'
  /** The card's one line: words and fact chips. */
  summary: (config: z.output<Schema>) => Chunk[]
  enter: (visit: Visit<z.output<Schema>, z.output<MemorySchema>>) => Reply<NoInfer<OutcomeId>, z.output<MemorySchema>>
  resume?: (
    visit: Visit<z.output<Schema>, z.output<MemorySchema>>,
    event: JourneyEvent,
  ) => Reply<NoInfer<OutcomeId>, z.output<MemorySchema>>
  /**
   * Turns a config written for an older version into today's. What a waiting run remembers stays as it was written, so
   * `resume` reads the memory of older versions too.
   */
  migrate?: (config: unknown, from: number) => unknown
  /** The package it came with and the hash of its code. Filled in where it is installed, never by its author. */
  origin?: { package: string; code: string }
}

/** Kinds of things a config can refer to by name. */
export type ReferenceKind = 'queue' | 'hours' | 'skill' | 'knowledge' | 'protocol' | 'journey' | 'fact' | 'secret'

// biome-ignore lint/suspicious/noExplicitAny: a registry holds node types of every config; each was checked where it was defined.
export type AnyNodeType = NodeType<any, any, any>

/**
 * Defines a kind of step. Answering an outcome that is not in the table, or reading a config field that does not
 * exist, is a type error.
 */
export function defineNode<
  Schema extends z.ZodType,
  const OutcomeId extends string = string,
  MemorySchema extends z.ZodType = z.ZodType<undefined>,
>(type: NodeType<Schema, OutcomeId, MemorySchema>): NodeType<Schema, OutcomeId, MemorySchema> {
  return type
}
