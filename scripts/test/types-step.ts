import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from '../setup/run-script.ts';
import type { TestStep } from './step.ts';
import { single } from './tally.ts';

const PARTS = ['apps/*', 'packages/*', 'prisma', 'scripts', 'e2e', 'bench'];

/** Type-checks every part by its own tsconfig.json, two at a time. Counts as one check. */
export const typesStep: TestStep = async ({ config, filters }) => {
  const root = config.repositoryRoot;
  const parts = globSync(PARTS, { cwd: root }).filter((part) => existsSync(join(root, part, 'tsconfig.json')));
  const wanted = filters.length === 0 ? parts : parts.filter((part) => filters.some((filter) => filter.startsWith(part)));
  const queue = wanted.toSorted();
  let passed = true;
  const work = async (): Promise<void> => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      const { exitCode, stdout, stderr } = await runScript(process.execPath, ['node_modules/typescript/bin/tsc', '-p', part], {
        cwd: root,
      });
      if (exitCode === 0) continue;
      passed = false;
      process.stdout.write(`${stdout}${stderr}`);
    }
  };
  await Promise.all([work(), work()]);
  return single(passed);
};
