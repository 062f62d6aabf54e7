import type { Journey } from '#core'

/** Changes the journey's own name, description or priority. */
export function setJourney(
  journey: Journey,
  change: Partial<Pick<Journey, 'name' | 'description' | 'priority'>>,
): Journey {
  return { ...journey, ...change, name: change.name?.trim() || journey.name }
}

/** Decides to live with a problem, for a stated reason. */
export function suppress(journey: Journey, code: string, node: string | null, reason: string): Journey {
  const others = journey.suppressed.filter((each) => each.code !== code || each.node !== node)
  return { ...journey, suppressed: [...others, { code, node, reason }] }
}

/** Wants to hear of a problem again. */
export function unsuppress(journey: Journey, code: string, node: string | null): Journey {
  return { ...journey, suppressed: journey.suppressed.filter((each) => each.code !== code || each.node !== node) }
}

/** Puts a whole other document in place of this one, as the Code tab and imports do. The id stays. */
export function replace(journey: Journey, next: Journey): Journey {
  return { ...next, id: journey.id }
}
