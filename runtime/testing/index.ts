export { type CaseResult, NodeCase, runCase } from './run-case.ts'
