import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { toolScript } from '../setup/workspace-folders.ts';
import { showScript } from './show-script.ts';
import type { TestStep } from './step.ts';
import { fromRunner, type Tally } from './tally.ts';

const Suite = z.object({
  specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })),
  get suites() {
    return z.array(Suite).default([]);
  },
});
const Report = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  suites: z.array(Suite),
});

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
      '--retries=1',
      ...(filters.length > 0 ? ['--pass-with-no-tests'] : []),
    ];
    const args = [toolScript(e2e, '@playwright/test', 'cli.js'), 'test', ...options, ...filters];
    const exitCode = await showScript(args, { cwd: e2e, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } });
    return fromRunner(readReport(report), exitCode, filters.length > 0);
  };

function readReport(file: string): Tally | undefined {
  try {
    const { stats, suites } = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, unsteady: suites.flatMap(flakyIn) };
  } catch {
    return undefined;
  }
}

/** A flaky test is one that failed, was tried again, and passed. */
function flakyIn({ specs, suites }: z.infer<typeof Suite>): string[] {
  return [
    ...specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title),
    ...suites.flatMap(flakyIn),
  ];
}
