import type { Json, JsonObject } from '../nodes/node-type.ts';
import type { Scenario } from './scenario.ts';
import type { TraceEntry } from './stage.ts';

/** Something that is not as the scenario expects it. */
export interface Unmet {
  readonly what:
    | 'outcome'
    | 'visited'
    | 'notVisited'
    | 'inOrder'
    | 'variable'
    | 'requested'
    | 'notRequested'
    | 'withinMs'
    | 'waitingAt'
    | 'refused';
  /** Which node, variable or kind. */
  readonly at: string | null;
  readonly expected: Json;
  readonly actual: Json;
}

interface Played {
  readonly outcome: string | null;
  readonly waitingAt: readonly string[];
  readonly path: readonly string[];
  readonly variables: JsonObject;
  readonly durationMs: number;
  readonly trace: readonly TraceEntry[];
}

export function unmetExpectations(expected: Scenario['expect'], played: Played): Unmet[] {
  const { path, outcome, waitingAt, variables, durationMs } = played;
  const requested = new Set(played.trace.flatMap(({ requests }) => requests.map(({ kind }) => kind)));
  const unmet: Unmet[] = [];
  const check = (isMet: boolean, what: Unmet['what'], at: string | null, wanted: Json, actual: Json) => {
    if (!isMet) unmet.push({ what, at, expected: wanted, actual });
  };
  if (expected.waitingAt !== undefined) {
    check(same([...expected.waitingAt].sort(), [...waitingAt].sort()), 'waitingAt', null, expected.waitingAt, [...waitingAt]);
  } else {
    // A story that stops half-way is told to the end or says that it does.
    check(waitingAt.length === 0, 'waitingAt', null, [], [...waitingAt]);
  }
  if (expected.outcome !== undefined) check(outcome === expected.outcome, 'outcome', null, expected.outcome, outcome);
  for (const node of expected.visited) check(path.includes(node), 'visited', node, true, false);
  for (const node of expected.notVisited) check(!path.includes(node), 'notVisited', node, false, true);
  check(isInOrder(expected.inOrder, path), 'inOrder', null, expected.inOrder, [...path]);
  for (const [name, value] of Object.entries(expected.variables)) {
    const actual = Object.hasOwn(variables, name) ? (variables[name] ?? null) : null;
    check(same(actual, value as Json), 'variable', name, value as Json, actual);
  }
  for (const kind of expected.requested) check(requested.has(kind), 'requested', kind, true, false);
  for (const kind of expected.notRequested) check(!requested.has(kind), 'notRequested', kind, false, true);
  if (expected.withinMs !== undefined) check(durationMs <= expected.withinMs, 'withinMs', null, expected.withinMs, durationMs);
  return unmet;
}

function isInOrder(wanted: readonly string[], path: readonly string[]): boolean {
  let at = 0;
  for (const node of path) if (node === wanted[at]) at += 1;
  return at === wanted.length;
}

/** Equal as JSON, whatever the order of the members. */
function same(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as JsonObject, b as JsonObject];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key] ?? null, right[key] ?? null))
  );
}
