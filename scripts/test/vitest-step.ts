import { join } from 'node:path';
import { showScript } from './show-script.ts';
import type { TestStep } from './step.ts';
import { fromRunner } from './tally.ts';
import { readVitestReport, tryAgain, type VitestReport } from './vitest-report.ts';

/** The tests of the projects of vitest.config.ts whose names begin so. Files with a failed test are tried once more when all the others are done. */
export const vitestStep = (project: 'unit' | 'int' | 'long'): TestStep => {
  return async ({ config, env, filters, scratchDir }) => {
    const runFiles = async (files: readonly string[], name: string): Promise<{ report: VitestReport | undefined; exitCode: number }> => {
      const report = join(scratchDir, `vitest-${project}-${name}.json`);
      const options = [
        '--project',
        `${project}*`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        '--passWithNoTests',
      ];
      const args = ['node_modules/vitest/vitest.mjs', 'run', ...options, ...files];
      const exitCode = await showScript(args, { cwd: config.repositoryRoot, env });
      return { report: readVitestReport(report), exitCode };
    };
    const first = await runFiles(filters, 'all');
    const counted = await tryAgain(first, (files) => {
      process.stdout.write(`\n── again: ${files.join(' ')}\n`);
      return runFiles(files, 'again');
    });
    return fromRunner(counted.tally, counted.exitCode, filters.length > 0);
  };
};
