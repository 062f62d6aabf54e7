import type { Journey } from '../../journey.ts'
import type { Problem } from '../../problem.ts'
import type { Subject } from '../subject.ts'

const why = 'Customers would be thrown back to the beginning of the stage.'

/** Nothing inside a stage leads back to that same stage: it was never left, so there is nowhere to come back to. */
export function resumeInside(subject: Subject): Problem[] {
  const { graph, flat } = subject
  const { stages } = flat.journey
  const tell = (id: string, stage: string, path: (string | number)[]) => {
    const message = `${subject.nameOf(id)} leads back to the stage ${subject.nameOf(stage)}, which it stands in. Lead it to a step.`
    return subject.about(id, 'stage.invalid', 'error', message, why, { path })
  }
  const fromNodes = [...graph.nodes.values()].flatMap((node) =>
    Object.entries(node.node.next).flatMap(([outcome, target]) => {
      const stage = resumed(target)
      return stage !== undefined && node.stages.includes(stage) ? [tell(node.id, stage, ['next', outcome])] : []
    }),
  )
  const fromStages = Object.entries(stages).flatMap(([id, stage]) => {
    const ways = Object.entries(stage.on).map(([event, target]) => ({ target, path: ['on', event] }))
    if (stage.within) ways.push({ target: stage.within.else, path: ['within', 'else'] })
    return ways.flatMap(({ target, path }) => {
      const back = resumed(target)
      return back !== undefined && (back === id || isAround(stages, back, id)) ? [tell(id, back, path)] : []
    })
  })
  return [...fromNodes, ...fromStages]
}

function resumed(target: string): string | undefined {
  return target.startsWith('resume:') ? target.slice('resume:'.length) : undefined
}

/** Whether a stage holds another, at any depth. */
function isAround(stages: Journey['stages'], outer: string, inner: string): boolean {
  return (stages[outer]?.stages ?? []).some((each) => each === inner || isAround(stages, each, inner))
}
