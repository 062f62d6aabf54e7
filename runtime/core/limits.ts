/** Every bound of the engine in one place. Over a limit, a run is parked as an incident that a person can see. */
export const limits = {
  /** Node entries in one turn. */
  entriesPerTurn: 100,
  /** Timers of a simulation that may fall due in one moment. */
  timersPerMoment: 100,
  /** Effects one turn may decide. */
  effectsPerTurn: 20,
  /** XState's own bound on microsteps in one macrostep. */
  microsteps: 1000,
  /** How deep protocols and sub-journeys may call each other. */
  inlineDepth: 8,
  /** Size of a run's context, letters of JSON. */
  contextLetters: 256 * 1024,
  /** Size of a journey file, bytes. */
  documentBytes: 5 * 1024 * 1024,
  /** Nesting of any parsed input. */
  depth: 32,
  nodes: 2000,
  /** Nodes of a journey with everything it calls laid out. */
  inlinedNodes: 10_000,
  /** Size of a release, bytes. */
  releaseBytes: 64 * 1024 * 1024,
  /** Words remembered in a run's context; the whole transcript is in the store. */
  wordsRemembered: 20,
  /** Characters kept of one remembered message. */
  wordLength: 2000,
  triedRemembered: 30,
  /** CEL: nodes of the syntax tree, its depth, and nesting of list macros. */
  formulaNodes: 300,
  formulaDepth: 24,
  formulaMacroDepth: 2,
  /** Characters of one template or formula. */
  templateLength: 20_000,
} as const
