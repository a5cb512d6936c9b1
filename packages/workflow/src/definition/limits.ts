/** What keeps a definition small enough to look through. Checked on the bare JSON, before anything else reads it. */
export const DEFINITION_LIMITS = {
  nodes: 500,
  edges: 2_000,
  /** Levels of objects and lists in one another. */
  depth: 24,
  /** Values at all levels. */
  values: 100_000,
  /** Characters of one text. */
  text: 20_000,
  /** Expressions of a definition, all together, in characters. */
  expressions: 60_000,
  /** Sub-flows in one another, and the nodes of all of them together. */
  subFlowDepth: 4,
  nodesWithSubFlows: 2_000,
} as const;
