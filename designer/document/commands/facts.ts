import type { FactDeclaration, Journey } from '#core'
import { without } from '../command.ts'

/** Declares a fact, or changes its declaration. */
export function declareFact(journey: Journey, name: string, declaration: FactDeclaration): Journey {
  return { ...journey, facts: { ...journey.facts, [name]: declaration } }
}

/** Takes a fact's declaration away. Steps that speak of it become problems. */
export function removeFact(journey: Journey, name: string): Journey {
  return journey.facts[name] ? { ...journey, facts: without(journey.facts, name) } : journey
}
