import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { toolScript } from '../setup/workspace-folders.ts';
import { showScript } from './show-script.ts';
import type { TestStep } from './step.ts';
import { fromRunner, type Tally } from './tally.ts';

/** A flaky test is one that failed and was tried again: it passed in the end, and Playwright's list names it. */
const Report = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }) });

/** The journeys of people in real browsers: those of every run, or the long ones. */
export const playwrightStep =
  (project: 'journeys' | 'long'): TestStep =>
  async ({ config, env, filters, scratchDir }) => {
    const e2e = join(config.repositoryRoot, 'e2e');
    const report = join(scratchDir, 'playwright.json');
    const options = [
      '--config',
      join(e2e, 'playwright.config.ts'),
      '--project',
      project,
      '--reporter=list,json',
      ...(filters.length > 0 ? ['--pass-with-no-tests'] : []),
    ];
    const args = [toolScript(e2e, '@playwright/test', 'cli.js'), 'test', ...options, ...filters];
    const exitCode = await showScript(args, { cwd: e2e, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } });
    return fromRunner(readReport(report), exitCode, filters.length > 0);
  };

function readReport(file: string): Tally | undefined {
  try {
    const { stats } = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
  } catch {
    return undefined;
  }
}
