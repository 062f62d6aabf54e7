import type { FactType, FactValue } from '#sdk'

/** A fact a journey declares, as far as an agent who learned it needs it. */
export interface DeclaredFact {
  name: string
  label: string
  type: FactType
}

/** Why facts an agent learned cannot be kept: not declared, or not of the declared kind. Nothing when they can. */
export function wrongFact(
  learned: Readonly<Record<string, FactValue>>,
  declared: readonly DeclaredFact[],
): string | undefined {
  for (const [name, value] of Object.entries(learned)) {
    const fact = declared.find((each) => each.name === name)
    if (!fact) return `The journey has no fact “${name}”.`
    if (!fits(fact.type, value)) return `${fact.label}: ${wanted[fact.type]}`
  }
  return undefined
}

const wanted: Readonly<Record<FactType, string>> = {
  text: 'write some words.',
  number: 'write a number.',
  boolean: 'choose yes or no.',
  date: 'write a date such as 2026-03-12.',
  email: 'write an e-mail address.',
  phone: 'write a phone number with its country, such as +44 20 7946 0000.',
}

function fits(type: FactType, value: FactValue): boolean {
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value)
  if (type === 'boolean') return typeof value === 'boolean'
  if (typeof value !== 'string' || value.trim() === '' || value.length > 2000) return false
  if (type === 'date') return /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(value)
  if (type === 'email') return /^[^\s@]+@[^\s@]+$/.test(value)
  if (type === 'phone') return /^\+[\d\s().-]{6,30}$/.test(value)
  return true
}
