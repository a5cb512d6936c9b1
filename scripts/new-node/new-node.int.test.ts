import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NotMade, makeNode } from './make-node.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIDES = ['packages/workflow', 'apps/customer-web', 'apps/agent-console'] as const;
const TYPE = 'fee-notice';
let root: string;

/** A checkout as far as the script and the compiler look at it. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'guichet-new-node-'));
  for (const side of SIDES) {
    mkdirSync(join(root, side), { recursive: true });
    cpSync(join(ROOT, side, 'src'), join(root, side, 'src'), { recursive: true });
    cpSync(join(ROOT, side, 'package.json'), join(root, side, 'package.json'));
    symlinkSync(join(ROOT, side, 'node_modules'), join(root, side, 'node_modules'));
  }
  for (const file of ['tsconfig.base.json', 'package.json']) cpSync(join(ROOT, file), join(root, file));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  makeNode(root, TYPE);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function typeCheck(side: string, files: readonly string[]): string {
  const { compilerOptions = {} } = JSON.parse(readFileSync(join(ROOT, side, 'tsconfig.json'), 'utf8')) as { compilerOptions?: object };
  const config = join(root, side, 'tsconfig.one.json');
  writeFileSync(config, JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions, files }));
  return spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', config], { encoding: 'utf8' }).stdout;
}

it('what it makes passes the compiler on all three sides', () => {
  expect(typeCheck('packages/workflow', ['src/nodes/all.ts', `src/nodes/${TYPE}/${TYPE}.test.ts`])).toBe('');
  expect(typeCheck('apps/customer-web', [`src/steps/${TYPE}/part.tsx`])).toBe('');
  expect(typeCheck('apps/agent-console', [`src/workbench/steps/${TYPE}/part.tsx`])).toBe('');
});

it('is registered, and can be used in a flow at once', () => {
  const use = `
    import { compileFlow } from './src/engine/compile.ts';
    import { nodeRegistry } from './src/nodes/all.ts';
    const t = { 'zh-CN': '测', en: 'Test' };
    const definition = { formatVersion: 1, key: 'test', title: t, summary: t, channel: 'remote', product: 'account', roles: ['agent'], start: 'a',
      nodes: [{ id: 'a', type: '${TYPE}' }, { id: 'z', type: 'end', config: { outcome: 'completed' } }], edges: [{ from: { node: 'a', port: 'done' }, to: 'z' }] };
    console.log(JSON.stringify(compileFlow(definition, { registry: nodeRegistry }).ok));`;
  writeFileSync(join(root, 'packages/workflow/use.ts'), use);
  expect(execFileSync(process.execPath, [join(root, 'packages/workflow/use.ts')], { encoding: 'utf8' }).trim()).toBe('true');
  for (const [side, table] of [
    ['apps/customer-web', 'src/steps/flow/step-parts.ts'],
    ['apps/agent-console', 'src/workbench/flow/node-parts.ts'],
  ] as const) {
    expect(readFileSync(join(root, side, table), 'utf8')).toMatch(
      new RegExp(`'${TYPE}': part\\(\\(\\) => import\\('.*/${TYPE}/part.tsx'\\)\\)`),
    );
  }
});

it('makes nothing over what is there, and nothing with a wrong name', () => {
  expect(() => makeNode(root, TYPE)).toThrow(NotMade);
  expect(() => makeNode(root, 'form')).toThrow(NotMade);
  for (const wrong of ['../evil', 'Fee', 'a', 'fee_notice', '']) expect(() => makeNode(root, wrong), wrong).toThrow(NotMade);
});
