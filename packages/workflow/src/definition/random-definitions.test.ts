import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFlow } from '../engine/compile.ts';
import { initialState, transition } from '../engine/transition.ts';
import { testOptions } from '../testing/harness.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { seededRuns } from '../testing/seeded-runs.ts';

/** What a hostile hand puts where something else should stand. */
const hostileValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1e308, '', '=', '=x', '= for i in 1..2.5 return i', '=a.constructor', '__proto__', [], {}, [[]]),
  fc.constantFrom('begin', 'end', 'x > 1', 'sub-flow', 'fork', 'join', 'decision', 'constructor', 'done', '../../etc/passwd', '\u0000'),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown),
  fc.jsonValue({ maxDepth: 4 }),
);
interface Mutation {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'repeat' | 'key';
  readonly value: unknown;
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat({ max: 1_000_000 }),
  how: fc.constantFrom('replace' as const, 'replace' as const, 'remove' as const, 'repeat' as const, 'key' as const),
  value: hostileValue,
});

test('whatever is done to a definition, it is refused with a reason or it runs: nothing throws, nothing is polluted', () => {
  let refused = 0;
  let runs = 0;
  fc.assert(
    fc.property(randomFlow, fc.array(mutation, { minLength: 1, maxLength: 4 }), ({ definition, subFlows }, mutations) => {
      const raw = JSON.parse(JSON.stringify(definition)) as unknown;
      for (const each of mutations) mutate(raw, each);
      const startedAt = performance.now();
      const result = compileFlow(raw, testOptions(subFlows));
      expect(performance.now() - startedAt).toBeLessThan(3_000);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      if (!result.ok) {
        refused += 1;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const { message } of result.problems) expect(message.en.length * message['zh-CN'].length).toBeGreaterThan(0);
        return;
      }
      runs += 1;
      const [state] = transition(result.flow, initialState(result.flow), { type: 'started', seed: 1, variables: {} }, 1_000);
      expect(state.status).not.toBe('new');
    }),
    seededRuns('broken definitions', 400),
  );
  console.info({ refused, runs });
  expect(refused).toBeGreaterThan(runs);
}, 600_000);

test('any JSON at all is refused with a reason', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (raw) => {
      const result = compileFlow(raw, testOptions());
      expect(result.ok).toBe(false);
    }),
    seededRuns('any JSON', 300),
  );
}, 600_000);

/** Changes one place of a JSON value; `at` picks it from all there are. */
function mutate(root: unknown, { at, how, value: chosen }: Mutation): void {
  // A copy, as a later change may land in it.
  const value = JSON.parse(JSON.stringify(chosen)) as unknown;
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const look = (holder: unknown) => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const key of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      look((holder as Record<string, unknown>)[key]);
    }
  };
  look(root);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return;
  const { holder, key } = place;
  if (how === 'replace') Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  if (how === 'remove' && !Array.isArray(holder)) Reflect.deleteProperty(holder, key);
  if (how === 'repeat' && Array.isArray(holder)) holder.push(JSON.parse(JSON.stringify(holder[Number(key)])));
  if (how === 'key' && !Array.isArray(holder)) {
    Object.defineProperty(holder, typeof value === 'string' ? value : '__proto__', { value: 1, enumerable: true, configurable: true });
  }
}
