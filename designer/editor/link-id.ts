import type { Link } from '../document/targets.ts'

/** A connection's id on the canvas, made of what it leaves. */
export function linkId({ kind, from, outcome }: Omit<Link, 'to'>): string {
  return kind === 'outcome' ? `${from}/${outcome}` : `stage:${from}/${kind}/${outcome}`
}

/** What a connection drawn from a handle leaves, from React Flow's source and handle. */
export function linkEnd(source: string, handle: string | null | undefined): Omit<Link, 'to'> | null {
  if (!handle) return null
  if (!source.startsWith('stage:')) return { kind: 'outcome', from: source, outcome: handle }
  const [kind, ...event] = handle.split(':')
  if (kind !== 'on' && kind !== 'within' && kind !== 'done') return null
  return { kind, from: source.slice(6), outcome: event.join(':') }
}
