import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NotMade, makeNode } from './make-node.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIDES = ['packages/workflow', 'apps/customer-web', 'apps/agent-console'] as const;
const TYPE = 'fee-notice';
let root: string;
/** Every source file before the script ran, and what it says that it wrote. */
let before: ReadonlyMap<string, string>;
let made: readonly string[];

/** A checkout as far as the script and the compiler look at it. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'guichet-new-node-'));
  for (const side of SIDES) {
    mkdirSync(join(root, side), { recursive: true });
    cpSync(join(ROOT, side, 'src'), join(root, side, 'src'), { recursive: true });
    cpSync(join(ROOT, side, 'package.json'), join(root, side, 'package.json'));
    symlinkSync(join(ROOT, side, 'node_modules'), join(root, side, 'node_modules'));
  }
  for (const file of ['tsconfig.base.json', 'package.json', '.oxlintrc.json', 'biome.json', '.gitignore'])
    cpSync(join(ROOT, file), join(root, file));
  for (const part of ['scripts/lint', 'scripts/bootstrap']) cpSync(join(ROOT, part), join(root, part), { recursive: true });
  before = contents();
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  made = makeNode(root, TYPE);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function contents(): ReadonlyMap<string, string> {
  const files = SIDES.flatMap((side) =>
    readdirSync(join(root, side, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(files.map((file) => [relative(root, file), readFileSync(file, 'utf8')]));
}

const run = (...command: readonly [string, ...string[]]) => {
  const [tool, ...args] = command;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
};

function typeCheck(side: string, files: readonly string[]): string {
  const { compilerOptions = {} } = JSON.parse(readFileSync(join(ROOT, side, 'tsconfig.json'), 'utf8')) as { compilerOptions?: object };
  const config = join(root, side, 'tsconfig.one.json');
  writeFileSync(config, JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions, files }));
  return spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', config], { encoding: 'utf8' }).stdout;
}

it('what it makes passes the compiler on all three sides', () => {
  expect(typeCheck('packages/workflow', ['src/nodes/all.ts', `src/nodes/${TYPE}/${TYPE}.test.ts`])).toBe('');
  // What a page imports besides code is declared in the file that every Vite project has.
  expect(typeCheck('apps/customer-web', ['src/vite-env.d.ts', `src/steps/${TYPE}/part.tsx`])).toBe('');
  expect(typeCheck('apps/agent-console', ['src/vite-env.d.ts', `src/workbench/steps/${TYPE}/part.tsx`])).toBe('');
});

it('touches nothing but its own folders and a line in each of the three tables', () => {
  const after = contents();
  const changed = [...after].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
  expect(changed.toSorted()).toEqual(made.toSorted());
  const others = changed.filter((file) => !file.includes(`/${TYPE}/`));
  expect(others.toSorted()).toEqual([
    'apps/agent-console/src/workbench/flow/node-parts.ts',
    'apps/customer-web/src/steps/flow/step-parts.ts',
    'packages/workflow/src/nodes/all.ts',
  ]);
  for (const file of others) {
    const lines = (text = '') => text.split('\n');
    const gone = lines(before.get(file)).filter((line) => !lines(after.get(file)).includes(line));
    expect(gone, file).toEqual([]);
    expect(lines(after.get(file)).length - lines(before.get(file)).length, file).toBeLessThanOrEqual(2);
  }
});

it('what it makes passes the linter and the layout', () => {
  expect(run('oxlint/bin/oxlint', '--deny-warnings', ...made)).toMatchObject({ status: 0, output: expect.anything() });
  expect(run('@biomejs/biome/bin/biome', 'format', ...made)).toMatchObject({ status: 0, output: expect.anything() });
});

it('what it makes passes its own test and those of the registry', () => {
  const config = join(root, 'vitest.config.ts');
  writeFileSync(config, `export default { test: { include: ['packages/workflow/src/nodes/{all,${TYPE}/*}.test.ts'] } };`);
  expect(run('vitest/vitest.mjs', 'run', '--root', root)).toMatchObject({ status: 0, output: expect.stringContaining(`${TYPE}.test.ts`) });
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
