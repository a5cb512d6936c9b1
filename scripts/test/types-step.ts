import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runScript } from '../setup/run-script.ts';
import type { TestStep } from './step.ts';
import { single } from './tally.ts';

const PARTS = ['apps/*', 'packages/*', 'prisma', 'scripts', 'e2e', 'bench'];
const Config = z.object({
  compilerOptions: z.record(z.string(), z.unknown()).default({}),
  include: z.array(z.string()),
  exclude: z.array(z.string()).default(['node_modules']),
});

/**
 * Type-checks every part by the options of its own tsconfig.json; parts with the same options are one program, since each would otherwise
 * check the packages that it imports once more. Two programs at a time. Counts as one check.
 */
export const typesStep: TestStep = async ({ config, filters, scratchDir }) => {
  const root = config.repositoryRoot;
  const parts = globSync(PARTS, { cwd: root }).filter((part) => existsSync(join(root, part, 'tsconfig.json')));
  const wanted = filters.length === 0 ? parts : parts.filter((part) => filters.some((filter) => filter.startsWith(part)));
  const queue = writePrograms(root, wanted.toSorted(), scratchDir);
  let passed = true;
  const work = async (): Promise<void> => {
    for (let program = queue.shift(); program !== undefined; program = queue.shift()) {
      const { exitCode, stdout, stderr } = await runScript(process.execPath, ['node_modules/typescript/bin/tsc', '-p', program], {
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

/** The configuration files of the programs, the largest first: it would otherwise be waited for alone in the end. */
function writePrograms(root: string, parts: readonly string[], scratchDir: string): string[] {
  const read = parts.map((part) => ({ part, config: Config.parse(JSON.parse(readFileSync(join(root, part, 'tsconfig.json'), 'utf8'))) }));
  const programs = Map.groupBy(read, ({ config }) => JSON.stringify(config.compilerOptions));
  const bySize = [...programs.values()].toSorted((one, other) => other.length - one.length);
  return bySize.map((members, index) => {
    const within = (pick: (config: z.infer<typeof Config>) => string[]) =>
      members.flatMap(({ part, config }) => pick(config).map((path) => join(root, part, path)));
    const program = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { ...members[0]?.config.compilerOptions, typeRoots: [join(root, 'node_modules/@types')] },
      include: within(({ include }) => include),
      exclude: within(({ exclude }) => exclude),
    };
    const file = join(scratchDir, `tsconfig-${index}.json`);
    writeFileSync(file, JSON.stringify(program));
    return file;
  });
}
