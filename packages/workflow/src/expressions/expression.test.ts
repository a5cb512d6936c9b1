import fc from 'fast-check';
import { evaluate as feelin } from 'feelin';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../nodes/node-type.ts';
import { seededRuns } from '../testing/seeded-runs.ts';
import { compileExpression } from './expression.ts';

const names = new Set(['a', 'b', 'c', 'list', 'other', 'customer']);

function value(source: string, variables: JsonObject = {}): Json {
  const result = compileExpression(source, names);
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.detail}`);
  return result.expression.evaluate(variables);
}

function refusal(source: string): string {
  const result = compileExpression(source, names);
  return result.ok ? 'allowed' : result.problem.code;
}

test.each<[string, JsonObject, Json]>([
  ['a > 3 and b = "x"', { a: 4, b: 'x' }, true],
  ['a > 3', { a: null }, null],
  ['a + b * 2', { a: 1, b: 2 }, 5],
  ['a / b', { a: 1, b: 0 }, null],
  ['a in [1..3]', { a: 3 }, true],
  ['a in ("x", "y")', { a: 'y' }, true],
  ['customer.address.city = "Paris"', { customer: { address: { city: 'Paris' } } }, true],
  ['customer.missing = null', { customer: {} }, true],
  ['count(list[item > 2]) = 1', { list: [1, 2, 3] }, true],
  ['some x in list satisfies x > 2', { list: [1, 2, 3] }, true],
  ['for x in 1..3 return x * a', { a: 2 }, [2, 4, 6]],
  ['date(a) < date(b)', { a: '2026-01-01', b: '2026-02-01' }, true],
  ['date(a) + duration("P1D")', { a: '2026-01-01' }, '2026-01-02'],
  ['if a then "yes" else "no"', { a: false }, 'no'],
  ['a > true', { a: false }, null],
  ['a ** b', { a: 10, b: 400 }, null],
])('%s over %j is %j', (source, variables, expected) => {
  expect(value(source, variables)).toEqual(expected);
});

test.each([
  ['for i in 1..2.5 return i', 'expression_not_allowed'], // the interpreter would count past 2.5 for ever
  ['for i in 1..a return i', 'expression_not_allowed'],
  ['for i in 1..999999 return i', 'expression_too_large'],
  ['for i in 1..100, j in 1..100, k in 1..100 return 1', 'expression_too_large'],
  ['for i in 1..100 return for j in 1..100 return for k in 1..100 return 1', 'expression_too_large'],
  ['for i in 1..100 return concatenate(partial, partial)', 'expression_unknown_name'],
  ['for partial in 1..100 return partial', 'expression_not_allowed'],
  ['for i in (for j in list return list) return i', 'expression_not_allowed'],
  ['for i in concatenate(list, list) return i', 'expression_not_allowed'],
  ['function(x) x(x)', 'expression_not_allowed'],
  ['(function(f) f(f))(function(f) f(f))', 'expression_not_allowed'],
  ['{f: function(n) f(n)}', 'expression_not_allowed'],
  ['{a: "x", b: a + a}', 'expression_not_allowed'],
  ['sort(list, function(x, y) x < y)', 'expression_not_allowed'],
  ['matches(a, "(a+)+$")', 'expression_not_allowed'], // a regular expression that runs for ever over a short text
  ['replace(a, "(a+)+$", "")', 'expression_not_allowed'],
  ['split(a, "(a+)+$")', 'expression_not_allowed'],
  ['now() > date and time("2026-01-01T00:00:00")', 'expression_not_allowed'], // reads the clock
  ['today()', 'expression_not_allowed'],
  ['a.constructor', 'expression_not_allowed'],
  ['a.__proto__', 'expression_not_allowed'],
  ['a.b.constructor("return 1")()', 'expression_not_allowed'],
  ['constructor', 'expression_unknown_name'],
  ['unknown > 1', 'expression_unknown_name'],
  ['a > 1 and', 'expression_syntax'],
  ['if a then 1', 'expression_syntax'],
  ['', 'expression_syntax'],
  ['a instance of number', 'expression_not_allowed'],
  ['count([1..1000000])', 'expression_not_allowed'],
  [`${'('.repeat(500)}1${')'.repeat(500)}`, 'expression_too_large'],
  ['1..'.repeat(600), 'expression_too_large'],
  [`a${' + a'.repeat(490)}`, 'expression_too_large'],
  ['a'.repeat(2_001), 'expression_too_large'],
])('hostile or wrong: %.60s is refused as %s', (source, code) => {
  expect(refusal(source)).toBe(code);
});

test('what the lists at hand would make too long has no value', () => {
  const list = Array.from({ length: 2_000 }, (_, i) => i);
  expect(value('count(for x in list, y in other return x + y)', { list: list.slice(0, 10), other: list.slice(0, 10) })).toBe(100);
  expect(value('count(for x in list, y in other return x + y)', { list, other: list })).toBeNull();
  expect(value('count(list)', { list: Array.from({ length: 6_000 }, () => 1) })).toBeNull();
  expect(value('string length(customer.name)', { customer: { name: 'x'.repeat(300_000) } })).toBeNull();
});

test('no text makes the check run for long or throw', () => {
  const word = fc.constantFrom(
    ...'a |if |then |else |( |[ |] |) |for |in |return |function|.. |and |or |{ |: |} |, |some |satisfies |1 |"x" |< |- |between |instance of |2.5'.split(
      '|',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 300 }), fc.string({ maxLength: 40 }), (words, tail) => {
      const source = `${words.join('')}${tail}`;
      const startedAt = performance.now();
      const result = compileExpression(source, names);
      if (result.ok) result.expression.evaluate({ a: 1, list: [1, 2, 3] });
      return performance.now() - startedAt < 1_000;
    }),
    seededRuns('texts', 300),
  );
});

/** Random expressions of the kind that is compiled to closures, as text. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const literal = fc.oneof(
    fc.integer({ min: -20, max: 20 }).map(String),
    fc.constantFrom('0', '1.5', '"x"', '"y"', '""', 'true', 'false', 'null'),
    fc.constantFrom('a', 'b', 'c', 'customer.age', 'customer.name.x', 'customer', 'list'),
  );
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      literal,
      fc
        .tuple(inner, fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '**', 'and', 'or'), inner)
        .map(([left, sign, right]) => `(${left}) ${sign} (${right})`),
      fc.tuple(inner, inner, inner).map(([x, from, to]) => `(${x}) between (${from}) and (${to})`),
      fc.tuple(inner, inner, inner).map(([x, yes, no]) => `if ${x} then ${yes} else ${no}`),
      fc
        .tuple(inner, fc.constantFrom('(', '['), inner, inner, fc.constantFrom(')', ']'))
        .map(([x, open, from, to, close]) => `(${x}) in ${open}(${from})..(${to})${close}`),
      fc.tuple(inner, literal, literal).map(([x, one, other]) => `(${x}) in (${one}, ${other})`),
      fc.tuple(inner, fc.constantFrom('=', '<', '<=', '>', '>='), literal).map(([x, sign, y]) => `(${x}) in (${sign} ${y})`),
      fc.tuple(fc.constantFrom('contains', 'starts with', 'ends with'), inner, inner).map(([name, x, y]) => `${name}(${x}, ${y})`),
      inner.map((x) => `not(${x})`),
      inner.map((x) => `-(${x})`),
    ),
  };
});
const scalar = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(1.5, 'x', 'y', '', true, false, null));

test('the compiled form means what the interpreter means', () => {
  fc.assert(
    fc.property(
      expression,
      fc.record({
        a: scalar,
        b: scalar,
        c: scalar,
        list: fc.array(scalar, { maxLength: 2 }),
        customer: fc.oneof(scalar, fc.record({ age: scalar }), fc.record({ name: fc.record({ x: scalar }) })),
      }),
      (source, variables) => {
        const result = compileExpression(source, names);
        fc.pre(result.ok);
        expect(result.expression.evaluate(variables)).toEqual(interpreted(source, variables));
      },
    ),
    seededRuns('expressions', 2_000),
  );
}, 60_000);

/** The interpreter's own answer, with the same reading of what JSON doesn't have. */
function interpreted(source: string, variables: JsonObject): unknown {
  try {
    const { value } = feelin(source, variables);
    if (typeof value === 'number' && !Number.isFinite(value)) return null;
    return value === undefined || typeof value === 'function' ? null : JSON.parse(JSON.stringify(value));
  } catch {
    return null;
  }
}
