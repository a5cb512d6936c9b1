/**
 * What keeps every evaluation short. Without functions of one's own, recursion, `partial` and ranges of unknown length, the work that an
 * expression can do is bounded by its size and the sizes of the lists it goes through; both are bounded here.
 */
export const EXPRESSION_LIMITS = {
  /** Characters; the definition's schema says the same. */
  length: 2_000,
  /** Levels of the syntax tree. */
  depth: 40,
  /** Nodes of the syntax tree. */
  nodes: 400,
  /** `..` in the text: the parser takes longest over these. */
  rangeSigns: 6,
  /** Lists that are gone through: `for`, `some`, `every` and filters, nested or not. */
  iterations: 2,
  /** Numbers in a range that is gone through. */
  rangeLength: 1_000,
  /** Values in a variable, counted at all depths, and the characters of its texts. */
  variableValues: 5_000,
  variableCharacters: 200_000,
  /** Nodes of the expression times the lengths of what it goes through. */
  steps: 2_000_000,
} as const;

/**
 * Built-in functions that an expression may call. Those that read the clock (`now`, `today`) would make two computations of a run differ;
 * those with regular expressions (`matches`, `replace`, `split`) can run for ever over a short text; the ones that are missing beside
 * these take more than one pass over their lists or take functions.
 */
export const allowedFunctions: ReadonlySet<string> = new Set([
  'not',
  'number',
  'string',
  'date',
  'time',
  'date and time',
  'duration',
  'years and months duration',
  'day of week',
  'day of year',
  'month of year',
  'string length',
  'substring',
  'substring before',
  'substring after',
  'upper case',
  'lower case',
  'contains',
  'starts with',
  'ends with',
  'string join',
  'list contains',
  'count',
  'min',
  'max',
  'sum',
  'mean',
  'product',
  'all',
  'any',
  'sublist',
  'append',
  'concatenate',
  'reverse',
  'index of',
  'decimal',
  'floor',
  'ceiling',
  'abs',
  'round up',
  'round down',
  'round half up',
  'round half down',
  'modulo',
  'sqrt',
  'odd',
  'even',
  'is',
  'before',
  'after',
]);

/** Names that mean something to the language inside an expression; a variable must not have them. */
export const reservedNames: ReadonlySet<string> = new Set([
  'partial',
  'item',
  'true',
  'false',
  'null',
  'and',
  'or',
  'in',
  'if',
  'then',
  'else',
  'for',
  'return',
  'some',
  'every',
  'satisfies',
  'between',
  'function',
  'external',
  'instance',
  'of',
  'date',
  'time',
  'duration',
  'list',
  'context',
  'range',
]);
