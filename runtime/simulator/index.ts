export { parseScenario, Scenario, type Simulated, simulate } from './scenario.ts'
export { type Sent, type Simulation, simulation, type TestPerson } from './simulation.ts'
