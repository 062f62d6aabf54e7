import type { Problem } from '../../problem.ts'
import { ask } from '../reading.ts'
import type { Step } from '../step.ts'
import type { Subject } from '../subject.ts'
import { lateStage } from '../walks.ts'

/** No circle of steps runs without ever waiting. */
export function loopInstant(subject: Subject): Problem[] {
  const instant = subject.steps.filter((step) => step.instant !== false && step.edge.to !== null)
  const late = subject.steps.filter(({ edge }) => edge.to !== null && lateStage(subject.graph, edge) !== undefined)
  const groups = circles(instant)
  const problems = told(subject, groups, 'without a wait')
  if (late.length === 0 || problems.length > 0) return problems
  // A stage that is resumed with no time left is left again at once.
  return told(subject, circles([...instant, ...late]), 'too late')
}

function told(subject: Subject, groups: readonly Set<string>[], kind: 'without a wait' | 'too late'): Problem[] {
  return groups.flatMap((within) => {
    const asked = [...within].flatMap((id) => {
      const node = subject.graph.nodes.get(id)
      return node ? ask(node, (type) => type.asks).map(({ fact }) => fact) : []
    })
    const found = subject.walks.instantCircle(within, asked)
    // Most of these circles wait, so only one that was seen not to counts.
    if (found === null || (!found && kind === 'too late')) return []
    const circle = (found?.circle ?? [...within]).filter((id) => subject.graph.nodes.has(id))
    const [first] = circle
    if (first === undefined || !subject.known.reached(first)) return []
    const names = [...new Set(circle)].slice(0, 4).map(subject.nameOf).join(', ')
    const round = `${names} ${circle.length === 1 ? 'leads back to itself' : 'lead back to each other'}`
    const message =
      kind === 'without a wait'
        ? `${round} without waiting for anything. Add a wait or a question, or lead out of the circle.`
        : `${round} as soon as the time of a stage is over: it stays over, so coming back leads out again at once. Lead to a step instead of back.`
    const why = 'It would repeat itself at once, over and over, until the run is stopped.'
    return [
      subject.about(first, 'loop.instant', 'error', message, why, { walk: found?.walk ?? subject.walks.to(first) }),
    ]
  })
}

/** The groups of points that can reach each other over these ways (Tarjan, without recursion). */
function circles(steps: readonly Step[]): Set<string>[] {
  const next = new Map<string, string[]>()
  for (const { edge } of steps) {
    const list = next.get(edge.from)
    if (list) list.push(edge.to as string)
    else next.set(edge.from, [edge.to as string])
  }
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const found: Set<string>[] = []
  for (const root of next.keys()) {
    if (order.has(root)) continue
    const path: { point: string; way: number }[] = []
    const enter = (point: string) => {
      order.set(point, order.size)
      low.set(point, order.get(point) as number)
      stack.push(point)
      onStack.add(point)
      path.push({ point, way: 0 })
    }
    enter(root)
    while (path.length > 0) {
      const top = path[path.length - 1] as (typeof path)[number]
      const to = next.get(top.point)?.[top.way]
      top.way += 1
      if (to === undefined) {
        path.pop()
        const above = path[path.length - 1]?.point
        if (above !== undefined) low.set(above, Math.min(low.get(above) as number, low.get(top.point) as number))
        if (low.get(top.point) !== order.get(top.point)) continue
        const group = new Set<string>()
        for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
          onStack.delete(member)
          group.add(member)
          if (member === top.point) break
        }
        if (group.size > 1 || next.get(top.point)?.includes(top.point)) found.push(group)
      } else if (!order.has(to)) enter(to)
      else if (onStack.has(to)) low.set(top.point, Math.min(low.get(top.point) as number, order.get(to) as number))
    }
  }
  return found
}
