import type { Journey, Stage } from '../journey.ts'
import { type Problem, problem } from '../problem.ts'

const why = 'Interrupts and time limits would work for some steps and not for others.'

/**
 * Says what is wrong with how a document's stages are nested, and answers a copy without it, so that everything else
 * can still be checked.
 */
export function soundStages(journey: Journey): { journey: Journey; problems: Problem[] } {
  const problems: Problem[] = []
  const stages: Record<string, Stage> = {}
  const homeOf = new Map<string, string>()
  const insideOf = new Map<string, string>()
  for (const [id, stage] of Object.entries(journey.stages)) {
    const name = stage.name || id
    const tell = (code: string, message: string, path: (string | number)[]) => {
      problems.push(problem(code, 'error', id, message, why, { path: ['stages', id, ...path] }))
    }
    const takes = (path: (string | number)[]) => (node: string, index: number) => {
      if (!Object.hasOwn(journey.nodes, node)) {
        tell('reference.missing', `The stage “${name}” holds the step “${node}”, which does not exist. Remove it.`, [
          ...path,
          index,
        ])
        return false
      }
      const home = homeOf.get(node)
      if (home !== undefined) {
        const where = home === id ? 'twice' : `and so does “${journey.stages[home]?.name || home}”`
        tell(
          'stage.invalid',
          `The stage “${name}” holds the step “${journey.nodes[node]?.name || node}” ${where}. A step stands in one place only.`,
          [...path, index],
        )
        return false
      }
      homeOf.set(node, id)
      return true
    }
    const nodes = stage.nodes.filter(takes(['nodes']))
    const inner = stage.stages.filter((each, index) => {
      const refused = !Object.hasOwn(journey.stages, each)
        ? `The stage “${name}” holds the stage “${each}”, which does not exist. Remove it.`
        : isAround(insideOf, id, each)
          ? `The stages “${name}” and “${journey.stages[each]?.name || each}” hold each other. Take one out.`
          : insideOf.has(each)
            ? `The stage “${journey.stages[each]?.name || each}” stands inside two stages. It can be inside one only.`
            : undefined
      if (refused)
        tell(Object.hasOwn(journey.stages, each) ? 'stage.invalid' : 'reference.missing', refused, ['stages', index])
      else insideOf.set(each, id)
      return !refused
    })
    const regions = Object.entries(stage.regions ?? {}).map(([region, rest]) => {
      return [region, { ...rest, nodes: rest.nodes.filter(takes(['regions', region, 'nodes'])) }] as const
    })
    const parallel = regions.filter(([, region]) => region.nodes.length > 0)
    if (stage.regions && nodes.length + inner.length > 0) {
      tell('stage.invalid', `The stage “${name}” has regions, so its steps must stand in one of them.`, ['nodes'])
    }
    if (nodes.length + inner.length + parallel.length === 0) {
      tell('stage.invalid', `The stage “${name}” holds no steps. Put steps into it, or remove it.`, [])
    }
    stages[id] = { ...stage, nodes, stages: inner, regions: stage.regions && Object.fromEntries(parallel) }
  }
  return { journey: { ...journey, stages }, problems }
}

/** Whether `outer` is `inner` or stands inside it, so that putting `inner` into `outer` would close a circle. */
function isAround(insideOf: ReadonlyMap<string, string>, outer: string, inner: string): boolean {
  for (let at: string | undefined = outer; at !== undefined; at = insideOf.get(at)) if (at === inner) return true
  return false
}
