import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { showScript } from './show-script.ts';
import type { TestStep } from './step.ts';
import { fromRunner, type Tally } from './tally.ts';

const Report = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });

/** The tests of the projects of vitest.config.ts whose names begin so. */
export const vitestStep = (project: 'unit' | 'int' | 'long'): TestStep => {
  return async ({ config, env, filters, scratchDir }) => {
    const report = join(scratchDir, `vitest-${project}.json`);
    const options = [
      '--project',
      `${project}*`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      '--passWithNoTests',
    ];
    const args = ['node_modules/vitest/vitest.mjs', 'run', ...options, ...filters];
    const exitCode = await showScript(args, { cwd: config.repositoryRoot, env });
    return fromRunner(readReport(report), exitCode, filters.length > 0);
  };
};

function readReport(file: string): Tally | undefined {
  try {
    const { numPassedTests, numFailedTests } = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return undefined;
  }
}
