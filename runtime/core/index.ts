export { type Catalog, catalogOf } from './catalog.ts'
export { type CheckOptions, check } from './check/check.ts'
export { compile, type Mocks, type Plan } from './compile/compile.ts'
export type { EffectParams } from './compile/reply.ts'
export { emptyContext, type RunContext, type RunStart } from './context.ts'
export { durationMs } from './duration.ts'
export { formatJourney } from './format.ts'
export {
  compileFormula,
  evaluate,
  type Formula,
  type FormulaProblem,
  type FormulaScope,
  isReservedName,
} from './formula.ts'
export { backPoint, type Edge, type EdgeKind, type Graph, type GraphNode, graphOf } from './graph.ts'
export { isOpen, nextOpening } from './hours.ts'
export { type Flat, type Frame, inline } from './inline.ts'
export { issueWords, titleAt } from './issue-words.ts'
export { FactDeclaration, Id, Journey, journeyJsonSchema, Node, Stage } from './journey.ts'
export { limits } from './limits.ts'
export { isOpenEnded, mayEnd, outcomesOf, waitsOf } from './outcomes.ts'
export { type Parsed, parseJourney, parseWorkspace, readJson } from './parse.ts'
export { blocks, type Problem, problem, type Severity, type Walk, type WalkStep } from './problem.ts'
export { canonical, compileRelease, parseRelease, Release, releaseOf, sameContent } from './release.ts'
export { type NeededNode, neededNodes, withTodaysConfigs } from './release-nodes.ts'
export { restoreSnapshot, type StoredSnapshot, storeSnapshot } from './snapshot.ts'
export { fastStepper, plainStepper } from './stepper.ts'
export {
  type Insert,
  namesIn,
  type ParsedTemplate,
  parseTemplate,
  renderTemplate,
  type Template,
  type TemplateValues,
} from './template.ts'
export { type Overrun, startTurn, type TimerChange, type Turn, turn } from './turn.ts'
export { type Waiting, waitingOf } from './waiting.ts'
export { emptyWorkspace, Hours, Queue, Workspace } from './workspace.ts'
export { usualChannel, writtenChannels } from './written-channel.ts'
