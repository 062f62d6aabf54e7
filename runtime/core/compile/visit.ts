import type {
  AnyNodeType,
  ContextPackage,
  Fact,
  FactValue,
  GivenFact,
  JourneyEvent,
  Json,
  Visit,
  WorkspaceView,
} from '#sdk'
import type { Catalog } from '../catalog.ts'
import type { RunContext } from '../context.ts'
import { durationMs } from '../duration.ts'
import { compileFormula, evaluate, type Formula } from '../formula.ts'
import type { Flat } from '../inline.ts'
import type { Node } from '../journey.ts'
import { renderTemplate, type TemplateValues } from '../template.ts'
import { workspaceView } from '../workspace-view.ts'
import { packageContext } from './give.ts'

/** A node of the flat journey, ready to run: its type, its parsed settings, and what it may look at. */
export interface Prepared {
  id: string
  node: Node
  type: AnyNodeType
  config: unknown
  params: Record<string, Json>
  scope: Scope
}

/** What all nodes of one compiled journey share. */
export interface Scope {
  facts: Flat['journey']['facts']
  /** Milliseconds each fact stays valid; absent when for good. */
  validMs: Readonly<Record<string, number>>
  workspace: WorkspaceView
  agentWords: readonly string[]
  /** Compiles a formula once and remembers it. */
  formula(source: string): Formula | undefined
}

/** Makes what all nodes of a journey share. */
export function scopeOf(flat: Flat, catalog: Catalog): Scope {
  const { workspace } = catalog
  const facts = flat.journey.facts
  const formulas = new Map<string, Formula | undefined>()
  return {
    facts,
    validMs: Object.fromEntries(
      Object.entries(facts).flatMap(([name, { validFor }]) => (validFor ? [[name, durationMs(validFor)]] : [])),
    ),
    agentWords: workspace.agentWords,
    workspace: workspaceView(workspace),
    formula(source) {
      if (!formulas.has(source)) {
        const compiled = compileFormula(source, { facts, profile: workspace.profile })
        formulas.set(source, compiled.ok ? compiled.formula : undefined)
      }
      return formulas.get(source)
    },
  }
}

/** What a node sees when it runs. */
export function visitOf(prepared: Prepared, context: RunContext, at: number, event?: JourneyEvent): Visit<unknown> {
  const { id, scope } = prepared
  const values = () => valuesAt(scope, context, at)
  const value = (source: string) => {
    const formula = scope.formula(source)
    return formula && evaluate(formula, values())
  }
  return {
    node: id,
    config: prepared.config,
    memory: context.memory[id],
    at,
    event,
    channel: context.channel,
    facts: context.facts,
    profile: context.profile,
    customer: context.customer,
    words: context.words,
    tried: context.tried,
    params: prepared.params,
    workspace: scope.workspace,
    known: (fact) => holds(scope, context.facts[fact], fact, at),
    render: (template) => renderTemplate(template, values()),
    test: (source) => value(source) === true,
    value,
    give: (reason, leaveOut = []): ContextPackage =>
      packageContext(context, knownFacts(scope, context, at), reason, leaveOut),
  }
}

/** The values templates and formulas see: only facts that still hold. */
function valuesAt(scope: Scope, context: RunContext, at: number): TemplateValues {
  const facts: Record<string, FactValue> = {}
  for (const [name, fact] of Object.entries(context.facts)) if (holds(scope, fact, name, at)) facts[name] = fact.value
  return { facts, profile: context.profile, customer: context.customer, channel: context.channel, now: at }
}

function knownFacts(scope: Scope, context: RunContext, at: number): GivenFact[] {
  return Object.entries(context.facts).flatMap(([name, fact]) => {
    if (!holds(scope, fact, name, at)) return []
    return [{ name, label: scope.facts[name]?.label ?? name, ...fact }]
  })
}

function holds(scope: Scope, fact: Fact | undefined, name: string, at: number): boolean {
  if (!fact) return false
  const validMs = Object.hasOwn(scope.validMs, name) ? scope.validMs[name] : undefined
  return validMs === undefined || at - fact.at <= validMs
}
