import { expect, it, test } from 'vitest';
import { evaluators } from '../evaluators/all.ts';
import { shippedPackFiles } from '../packs/index.ts';
import { migratePack } from './migrate.ts';
import { parsePack } from './parse-pack.ts';
import { packJsonSchema, type RulePack } from './rule-pack.ts';

const raw = () => structuredClone(shippedPackFiles[0]) as { formatVersion: number; rules: Record<string, unknown>[] };
const spoiled = (spoil: (pack: ReturnType<typeof raw>) => void) => {
  const pack = raw();
  spoil(pack);
  const parsed = parsePack(pack);
  return parsed.ok ? [] : parsed.problems.map(({ path }) => path);
};

it.each([
  ['an evaluator that there is not', (pack: ReturnType<typeof raw>) => void (pack.rules[0]!['evaluator'] = 'eval'), 'rules.0.evaluator'],
  ['parameters of another evaluator', (pack) => void (pack.rules[0]!['parameters'] = { minShare: 1 }), 'rules.0.parameters'],
  ['a member that nobody knows', (pack) => void (pack.rules[0]!['script'] = '1'), 'rules.0'],
  ['an unchecked rule that is on', (pack) => void (pack.rules[0]!['checked'] = false), 'rules.0.on'],
  ['two rules of one id', (pack) => void pack.rules.push(pack.rules[0]!), 'rules'],
  ['a format that is newer', (pack) => void (pack.formatVersion = 2), 'formatVersion'],
  ['an own rule that claims a text', (pack) => void (pack.rules[0]!['source'] = 'law'), 'rules.0.source'],
] as const satisfies readonly (readonly [string, (pack: ReturnType<typeof raw>) => void, string])[])(
  '%s is refused, with the place',
  (_what, spoil, path) => {
    expect(spoiled(spoil)).toContain(path);
  },
);

test.each([null, 'text', [], { formatVersion: '1' }, { formatVersion: 1, __proto__: null }])('%j is no pack', (value) => {
  expect(parsePack(value).ok).toBe(false);
});

test('a saved pack of an older format is lifted step by step', () => {
  const steps = { 1: (pack: Readonly<Record<string, unknown>>) => ({ ...pack, lifted: true }) };
  expect(migratePack({ formatVersion: 1, id: 'x' }, steps, 2)).toEqual({ formatVersion: 2, id: 'x', lifted: true });
  expect(migratePack({ formatVersion: 3 }, steps, 2)).toBeNull();
});

test('what is not a rule’s fact cannot stand in its example', () => {
  expect(
    spoiled((pack) => {
      (pack.rules[0] as RulePack['rules'][number]).examples.good.facts = { duration: 3 } as never;
    }),
  ).toContain('rules.0.examples.good.facts');
});

test('the published schema names every evaluator and no other', () => {
  const text = JSON.stringify(packJsonSchema());
  for (const kind of Object.keys(evaluators)) expect(text).toContain(`"const":"${kind}"`);
});
