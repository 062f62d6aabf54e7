import type { Flat } from '../inline.ts'

/** Where a node or stage stands: inside which stage (and region), or which frame, or at the top. */
export type Place = { stage: string; region?: string } | { frame: string } | { top: true }

/** The nesting of a flat journey: who is inside whom. */
export interface Tree {
  nodePlace(id: string): Place
  stagePlace(id: string): Place
  /** The stages around a place, innermost first, through handoffs too. */
  stagesAround(place: Place): string[]
  /** The frames around a place, innermost first. */
  framesAround(place: Place): string[]
}

/** Works out who is inside whom. */
export function treeOf({ journey, frameOf }: Flat): Tree {
  const inStage = new Map<string, Place>()
  const stageIn = new Map<string, Place>()
  for (const [id, stage] of Object.entries(journey.stages)) {
    for (const node of stage.nodes) inStage.set(node, { stage: id })
    // Stages that hold each other are refused by the checks; here they must not be walked round for ever.
    for (const inner of stage.stages) if (!holds(inner, id)) stageIn.set(inner, { stage: id })
    for (const [region, { nodes }] of Object.entries(stage.regions ?? {}))
      for (const node of nodes) inStage.set(node, { stage: id, region })
  }
  function holds(outer: string, inner: string): boolean {
    for (let at: string | undefined = inner; at !== undefined; ) {
      if (at === outer) return true
      const place = stageIn.get(at)
      at = place && 'stage' in place ? place.stage : undefined
    }
    return false
  }
  const otherwise = (id: string): Place => {
    const frame = frameOf[id]
    return frame === undefined ? { top: true } : { frame }
  }
  const nodePlace = (id: string) => inStage.get(id) ?? otherwise(id)
  const stagePlace = (id: string) => stageIn.get(id) ?? otherwise(id)
  const outward = (place: Place): Place | undefined =>
    'stage' in place ? stagePlace(place.stage) : 'frame' in place ? nodePlace(place.frame) : undefined
  const around = <T>(start: Place, pick: (place: Place) => T | undefined): T[] => {
    const found: T[] = []
    for (let place: Place | undefined = start; place; place = outward(place)) {
      const picked = pick(place)
      if (picked !== undefined) found.push(picked)
    }
    return found
  }
  return {
    nodePlace,
    stagePlace,
    stagesAround: (place) => around(place, (each) => ('stage' in each ? each.stage : undefined)),
    framesAround: (place) => around(place, (each) => ('frame' in each ? each.frame : undefined)),
  }
}
