import type { Journey, Node } from '#core'

/** The parts of a node that are not its settings: its name, note, time limit, retries, skip rule and mock. */
export type Envelope = Partial<Pick<Node, 'name' | 'note' | 'timeout' | 'retry' | 'skipWhen' | 'skipTo' | 'mock'>>

/** Changes what stands around a node's settings. `undefined` takes a part away. */
export function setEnvelope(journey: Journey, id: string, envelope: Envelope): Journey {
  const node = journey.nodes[id]
  if (!node) return journey
  const changed = Object.fromEntries(
    Object.entries({ ...node, ...envelope }).filter(([, value]) => value !== undefined),
  )
  return { ...journey, nodes: { ...journey.nodes, [id]: changed as Node } }
}

/** Gives a node another name. */
export function rename(journey: Journey, id: string, name: string): Journey {
  return setEnvelope(journey, id, { name: name.trim() })
}

/** Changes one of a node's settings by its path. `undefined` takes it away. */
export function setConfig(journey: Journey, id: string, path: readonly (string | number)[], value: unknown): Journey {
  const node = journey.nodes[id]
  if (!node || path.length === 0) return journey
  const config = setAt(node.config, path, value) as Record<string, unknown>
  return { ...journey, nodes: { ...journey.nodes, [id]: { ...node, config } } }
}

/** Turns a step into another kind. Outcomes both kinds know stay connected, the others come loose. */
export function changeType(
  journey: Journey,
  id: string,
  to: { type: string; version: number; config: Record<string, unknown>; outcomes: readonly string[] },
): Journey {
  const node = journey.nodes[id]
  if (!node) return journey
  const next = Object.fromEntries(Object.entries(node.next).filter(([outcome]) => to.outcomes.includes(outcome)))
  const changed = { ...node, type: to.type, version: to.version, config: to.config, next }
  return { ...journey, nodes: { ...journey.nodes, [id]: changed } }
}

/** Plain data with one value changed; missing objects on the way are made. */
export function setAt(data: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(data)) {
    const copy = [...data]
    if (rest.length === 0 && value === undefined) copy.splice(Number(key), 1)
    else copy[Number(key)] = setAt(copy[Number(key)], rest, value)
    return copy
  }
  const object = { ...(typeof data === 'object' && data !== null ? data : {}) } as Record<string, unknown>
  const next = setAt(object[key], rest, value)
  if (next === undefined) delete object[key]
  else object[key] = next
  return object
}
