export { nodeExample, nodePage } from './node-page.ts'
export { type CaseResult, NodeCase, runCase } from './run-case.ts'
