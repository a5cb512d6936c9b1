import type { JsonObject } from '../nodes/node-type.ts';
import type { FastExpression } from './fast.ts';
import type { SyntaxNode } from './syntax.ts';

type Ordered = number | string;
/** Whether a value passes; undefined where value and test are not of one type, which is the interpreter's to judge. */
type Test = (value: Ordered, variables: JsonObject) => boolean | undefined;
type Compile = (node: SyntaxNode) => FastExpression | undefined;

/** `x in [1..5]`, `x in (1..5)`, `x in ("a", "b")`, `x in (< 3, >= 7)`: over numbers or texts. Undefined where one of the tests is anything else. */
export function compileMembership(node: SyntaxNode, compile: Compile): FastExpression | undefined {
  const [left, , ...right] = node.children;
  const value = left && compile(left);
  const listed = right.length === 1 ? right : right[1]?.name === 'PositiveUnaryTests' ? right[1].children : [];
  const tests = listed.map((test) => compileTest(test, compile));
  if (!value || tests.length === 0 || !tests.every((test) => test !== undefined)) return undefined;
  return (variables) => {
    const x = value(variables);
    if (!isOrdered(x)) return undefined;
    let passes = false;
    for (const test of tests) {
      const passed = test(x, variables);
      if (passed === undefined) return undefined;
      passes ||= passed;
    }
    return passes;
  };
}

function compileTest(node: SyntaxNode, compile: Compile): Test | undefined {
  const inner = node.name === 'PositiveUnaryTest' ? node.children[0] : undefined;
  if (inner?.name !== 'SimplePositiveUnaryTest') return inner && compared('=', compile(inner));
  const [first, second] = inner.children;
  if (first?.name === 'Interval') return interval(first, compile);
  return first?.name === 'CompareOp' && second ? compared(first.text, compile(second)) : undefined;
}

const comparisons: Readonly<Record<string, (x: Ordered, y: Ordered) => boolean>> = {
  '=': (x, y) => x === y,
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
};

function compared(sign: string, operand: FastExpression | undefined): Test | undefined {
  const compare = comparisons[sign];
  if (!compare || !operand) return undefined;
  return (x, variables) => {
    const y = operand(variables);
    return isOrdered(y) && typeof x === typeof y ? compare(x, y) : undefined;
  };
}

/** An interval whose ends stand the wrong way round is the interpreter's. */
function interval({ children }: SyntaxNode, compile: Compile): Test | undefined {
  const [open, low, , high, close] = children;
  const from = low && compile(low);
  const to = high && compile(high);
  if (!open || !close || !from || !to) return undefined;
  const isAfterStart = open.text === '[' ? comparisons['>='] : comparisons['>'];
  const isBeforeEnd = close.text === ']' ? comparisons['<='] : comparisons['<'];
  return (x, variables) => {
    const [a, b] = [from(variables), to(variables)];
    if (!isOrdered(a) || !isOrdered(b) || typeof a !== typeof x || typeof b !== typeof x || a > b) return undefined;
    return isAfterStart?.(x, a) === true && isBeforeEnd?.(x, b) === true;
  };
}

const isOrdered = (value: unknown): value is Ordered => typeof value === 'number' || typeof value === 'string';
