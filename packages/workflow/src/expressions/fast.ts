import type { Json, JsonObject } from '../nodes/node-type.ts';
import { compileMembership } from './fast-membership.ts';
import { type SyntaxNode, nameOf } from './syntax.ts';

/** Computes a value, or `undefined` where the values at hand are none of the simple ones and the interpreter must be asked. */
export type FastExpression = (variables: JsonObject) => Json | undefined;

/**
 * Compiles what conditions mostly are: comparisons, arithmetic and `and`/`or`/`not`/`if` over texts, numbers and truth values. Undefined where an
 * expression holds anything else. What the closures return is what the interpreter would, null and all: property-tested against it.
 */
export function compileFast(node: SyntaxNode): FastExpression | undefined {
  switch (node.name) {
    case 'NumericLiteral':
      return /^-?\d+(\.\d+)?$/.test(node.text) ? constant(Number(node.text)) : undefined;
    case 'StringLiteral':
      return /^"[^"\\]*"$/.test(node.text) ? constant(node.text.slice(1, -1)) : undefined;
    case 'BooleanLiteral':
      return constant(node.text === 'true');
    case 'null':
      return constant(null);
    case 'VariableName':
      return variable(nameOf(node));
    case 'PathExpression':
      return path(node);
    case 'ParenthesizedExpression':
      return node.children[1] && compileFast(node.children[1]);
    case 'Comparison':
      return comparison(node);
    case 'ArithmeticExpression':
      return node.children.length === 2 ? negation(node) : binary(node, arithmeticOperators);
    case 'Conjunction':
      return binary(node, { and: conjunction });
    case 'Disjunction':
      return binary(node, { or: disjunction });
    case 'FunctionInvocation':
      return invocation(node);
    case 'IfExpression':
      return condition(node);
    default:
      return undefined;
  }
}

function constant(value: Json): FastExpression {
  return () => value;
}

const isScalar = (value: Json | undefined): value is null | boolean | number | string => typeof value !== 'object' || value === null;

function variable(name: string): FastExpression {
  return (variables) => {
    const value = variables[name];
    return isScalar(value) ? value : undefined;
  };
}

/** `customer.address.city`: own members of objects; a member that is missing, or a list on the way, is the interpreter's. */
function path(node: SyntaxNode): FastExpression | undefined {
  const names: string[] = [];
  let target: SyntaxNode | undefined = node;
  while (target?.name === 'PathExpression') {
    const name: SyntaxNode | undefined = target.children[2];
    if (name?.name !== 'PathName') return undefined;
    names.unshift(nameOf(name));
    target = target.children[0];
  }
  if (target?.name !== 'VariableName') return undefined;
  const root = nameOf(target);
  return (variables) => {
    let value: Json | undefined = variables[root];
    for (const name of names) {
      if (value === undefined || Array.isArray(value)) return undefined;
      if (isScalar(value)) return null;
      if (!Object.hasOwn(value, name)) return undefined;
      value = (value as JsonObject)[name];
    }
    return isScalar(value) ? value : undefined;
  };
}

function comparison(node: SyntaxNode): FastExpression | undefined {
  switch (node.children[1]?.name) {
    case 'CompareOp':
      return binary(node, compareOperators);
    case 'in':
      return compileMembership(node, compileFast);
    default:
      return between(node);
  }
}

type Operator = (left: Json, right: Json) => Json | undefined;

function binary(node: SyntaxNode, operators: Readonly<Record<string, Operator>>): FastExpression | undefined {
  const [left, sign, right] = node.children;
  if (!left || !sign || !right || node.children.length !== 3 || !Object.hasOwn(operators, sign.text)) return undefined;
  const operator = operators[sign.text];
  const [a, b] = [compileFast(left), compileFast(right)];
  if (!operator || !a || !b) return undefined;
  return (variables) => {
    const x = a(variables);
    const y = b(variables);
    return x === undefined || y === undefined ? undefined : operator(x, y);
  };
}

/** Values of different types are not comparable: null. With null everything is unequal but null. */
function equals(a: Json, b: Json): boolean | null {
  if (a === null || b === null) return a === b;
  return typeof a === typeof b ? a === b : null;
}

/** Order of numbers or texts; what the interpreter makes of other pairs is left to it. */
function order(test: (difference: number) => boolean): Operator {
  return (a, b) => {
    if (a === null && (b === null || typeof b === 'number' || typeof b === 'string')) return null;
    if (b === null) return typeof a === 'number' || typeof a === 'string' ? null : undefined;
    if (typeof a === 'number' && typeof b === 'number') return test(a < b ? -1 : a > b ? 1 : 0);
    if (typeof a === 'string' && typeof b === 'string') return test(a < b ? -1 : a > b ? 1 : 0);
    return undefined;
  };
}

const compareOperators: Readonly<Record<string, Operator>> = {
  '=': equals,
  '!=': (a, b) => {
    const same = equals(a, b);
    return same === null ? null : !same;
  },
  '<': order((difference) => difference < 0),
  '<=': order((difference) => difference <= 0),
  '>': order((difference) => difference > 0),
  '>=': order((difference) => difference >= 0),
};

const onNumbers =
  (compute: (a: number, b: number) => number | null): Operator =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? compute(a, b) : null;

const arithmeticOperators: Readonly<Record<string, Operator>> = {
  '+': (a, b) => (typeof a === 'string' && typeof b === 'string' ? a + b : onNumbers((x, y) => x + y)(a, b)),
  '-': onNumbers((a, b) => a - b),
  '*': onNumbers((a, b) => a * b),
  '/': onNumbers((a, b) => (b === 0 || Number.isNaN(b) ? null : a / b)),
  '**': onNumbers((a, b) => a ** b),
};

function conjunction(a: Json, b: Json): boolean | null {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : null;
}

function disjunction(a: Json, b: Json): boolean | null {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : null;
}

function negation(node: SyntaxNode): FastExpression | undefined {
  const [sign, operand] = node.children;
  const value = sign?.text === '-' && operand ? compileFast(operand) : undefined;
  if (!value) return undefined;
  return (variables) => {
    const x = value(variables);
    return x === undefined ? undefined : typeof x === 'number' ? 0 - x : null;
  };
}

function between(node: SyntaxNode): FastExpression | undefined {
  const [left, sign, low, , high] = node.children;
  if (sign?.name !== 'between' || !left || !low || !high) return undefined;
  const parts = [left, low, high].map(compileFast);
  const [value, from, to] = parts;
  if (!value || !from || !to) return undefined;
  return (variables) => {
    const [x, a, b] = [value(variables), from(variables), to(variables)];
    if (typeof x !== 'number' || typeof a !== 'number' || typeof b !== 'number') return undefined;
    return x >= Math.min(a, b) && x <= Math.max(a, b);
  };
}

/** What these make of anything but texts is left to the interpreter. */
const textFunctions: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  'starts with': (text, part) => text.startsWith(part),
  'ends with': (text, part) => text.endsWith(part),
};

function invocation(node: SyntaxNode): FastExpression | undefined {
  const [target, , parameters] = node.children;
  if (target?.name !== 'VariableName' || parameters?.name !== 'PositionalParameters') return undefined;
  const name = nameOf(target);
  const [first, second, ...more] = parameters.children.map(compileFast);
  if (!first || more.length > 0) return undefined;
  if (name === 'not') return second === undefined && parameters.children.length === 1 ? not(first) : undefined;
  const test = Object.hasOwn(textFunctions, name) ? textFunctions[name] : undefined;
  if (!test || !second) return undefined;
  return (variables) => {
    const text = first(variables);
    const part = second(variables);
    return typeof text === 'string' && typeof part === 'string' ? test(text, part) : undefined;
  };
}

function not(value: FastExpression): FastExpression {
  return (variables) => {
    const x = value(variables);
    return x === undefined ? undefined : typeof x === 'boolean' ? !x : null;
  };
}

/** Whatever is neither false nor null counts as true here, as the interpreter has it. */
function condition(node: SyntaxNode): FastExpression | undefined {
  const [, test, , then, , otherwise] = node.children;
  if (!test || !then || !otherwise) return undefined;
  const [a, b, c] = [compileFast(test), compileFast(then), compileFast(otherwise)];
  if (!a || !b || !c) return undefined;
  return (variables) => {
    const holds = a(variables);
    if (holds === undefined) return undefined;
    return holds !== false && holds !== null ? b(variables) : c(variables);
  };
}
