import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesInForce, shippedPacks } from '@guichet/rules';
import { compileFlow, type FlowDefinition, nodeRegistry, proveFlow, shippedFlow, shippedFlows } from '@guichet/workflow';
import { afterAll, describe, expect, it, test } from 'vitest';
import { runProgram } from '../program.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-prove-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

async function prove(...args: string[]) {
  const results: string[] = [];
  const output = { result: (line: string) => void results.push(line), note: () => {} };
  const code = await runProgram(['flow', 'prove', ...args], { output, language: 'en' });
  return { code, stdout: results.join('\n') };
}

type Definition = Pick<FlowDefinition, 'key' | 'rulePacks'> & {
  nodes: { id: string; tags?: string[]; config?: Record<string, unknown> }[];
  edges: { from: { node: string; port: string }; to: string }[];
};
const wealthSale = (): Definition => structuredClone(shippedFlow('wealth-sale')) as unknown as Definition;

/** Where it leads, or leads to instead. */
function lead(definition: Definition, node: string, port: string, to: string): void {
  const edge = definition.edges.find(({ from }) => from.node === node && from.port === port);
  if (edge === undefined) definition.edges.push({ from: { node, port }, to });
  else edge.to = to;
}

describe.each(shippedFlows.map((flow) => [(flow as Definition).key, flow as Definition] as const))('%s', (key, definition) => {
  it('is proved against the packs that it is made for', async () => {
    expect(definition.rulePacks).toContain('baseline');
    const { code, stdout } = await prove(file(`${key}.json`, definition), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, key, proved: true, packs: definition.rulePacks?.map((id) => ({ id })) });
    expect(code).toBe(0);
  });

  it('is proved against every pack that ships: the counter asks them all', () => {
    const compiled = compileFlow(definition, { registry: nodeRegistry });
    if (!compiled.ok) throw new Error('The flow has problems');
    const { rules, proved } = proveFlow(compiled.flow, rulesInForce(shippedPacks(), Date.now()));
    expect(rules.filter(({ binding, outcome }) => binding && outcome !== 'proved')).toEqual([]);
    expect(proved).toBe(true);
  });
});

test('a rule that breaks is told with its citation, the shortest path and what would mend it', async () => {
  const definition = wealthSale();
  lead(definition, 'risk', 'failed', 'disclosure');
  const { code, stdout } = await prove(file('no-pitch.json', definition), '--json');
  expect(code).toBe(1);
  const { rules } = JSON.parse(stdout);
  const parts = rules.find(({ ruleId }: { ruleId: string }) => ruleId === 'CN-B6-parts');
  expect(parts).toMatchObject({ outcome: 'violated', binding: true, citation: { ref: 'CN-B6' } });
  expect(parts.mend).toEqual({ 'zh-CN': expect.stringContaining('产品介绍'), en: expect.stringContaining('Presentation') });
  const nodes = parts.path.map(({ node }: { node: string }) => node);
  expect(nodes).toEqual(
    'notice check line connect opening faceConsent idDocument liveness faceMatch risk disclosure confirm orderForm sign placeOrder'.split(
      ' ',
    ),
  );
  expect(parts.path.at(-1)).toEqual({ node: 'placeOrder', via: 'edge', edge: { from: 'sign', port: 'done', to: 'placeOrder' } });
  const text = await prove(file('no-pitch.json', definition));
  expect(text.stdout).toContain('-failed→ disclosure');
});

test.each([
  ['own-consent', 'media without a decision', (d: Definition) => lead(d, 'notice', 'failed', 'check')],
  ['CN-B6-confirmed', 'an order in spite of a no', (d: Definition) => lead(d, 'confirm', 'refused', 'orderForm')],
  ['own-identity', 'a sale to somebody whose face was not compared', (d: Definition) => lead(d, 'faceMatch', 'failed', 'risk')],
  ['own-documents', 'an order that nobody signed', (d: Definition) => lead(d, 'sign', 'declined', 'placeOrder')],
  ['own-order', 'signing before the risks', (d: Definition) => lead(d, 'pitch', 'failed', 'orderForm')],
  ['CN-S1-assessment', 'no assessment', (d: Definition) => lead(d, 'idDocument', 'failed', 'family')],
  ['CN-B6-lines', 'lines that were not read', (d: Definition) => lead(d, 'pitch', 'failed', 'disclosure')],
  [
    'CN-D1-consent',
    'an engine without consent',
    (d: Definition) => {
      const node = d.nodes.find(({ id }) => id === 'liveness');
      if (node?.config) node.config['engine'] = true;
    },
  ],
] as const)('%s breaks: %s', (ruleId, _what, spoil) => {
  const definition = wealthSale();
  spoil(definition);
  const compiled = compileFlow(definition, { registry: nodeRegistry });
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join(' '));
  const { proved, rules } = proveFlow(compiled.flow, rulesInForce(shippedPacks(), Date.now()));
  expect(proved).toBe(false);
  expect(rules.find((rule) => rule.ruleId === ruleId)).toMatchObject({ outcome: 'violated' });
});

test('what hangs on an expression is not proved, and neither is a sale that no node is tagged with', async () => {
  const unsure = wealthSale();
  const liveness = unsure.nodes.find(({ id }) => id === 'liveness');
  if (liveness?.config) liveness.config['engine'] = '=biometricConsent != "refused"';
  const { stdout } = await prove(file('unsure.json', unsure), '--json');
  const { rules } = JSON.parse(stdout);
  expect(rules.find(({ ruleId }: { ruleId: string }) => ruleId === 'CN-D1-consent')).toMatchObject({
    outcome: 'not_evaluated',
    binding: true,
  });

  const untagged = wealthSale();
  for (const node of untagged.nodes) node.tags = node.tags?.filter((tag) => tag !== 'sale') ?? [];
  const other = await prove(file('untagged.json', untagged));
  expect(other.code).toBe(1);
  expect(other.stdout).toContain('no node says that business is concluded there');
});

test('exits 1 for a flow that is not valid or that no rule is about, 2 for packs that there are not', async () => {
  const broken = wealthSale();
  broken.edges = broken.edges.slice(1);
  expect(await prove(file('broken.json', broken), '--json')).toMatchObject({ code: 1 });
  const sound = file('sound.json', wealthSale());
  expect((await prove(sound, '--pack', 'cn-branch')).code).toBe(1);
  expect((await prove(sound, '--pack', 'cn-remote')).code).toBe(0);
  expect((await prove(sound, '--pack', 'no-such-pack')).code).toBe(2);
  expect((await prove(file('foreign.json', { ...wealthSale(), rulePacks: ['of-another-bank'] }))).code).toBe(2);
  expect((await prove()).code).toBe(2);
});
