/**
 * `npm test`: sets up what is missing (timed apart), then lint, types, unit, integration and end-to-end tests and a
 * short round of faults. `--only unit|int|e2e|lint|types|faults` and paths narrow it
 * down; `--only long` runs what takes too long for every run: every screen of both apps, a call over a lossy line. Last line `N passed, N failed`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCluster, type TestCluster } from '@guichet/database/test-cluster';
import type { LocalText } from '@guichet/protocol';
import { language } from './bootstrap/environment.mjs';
import { readLauncherConfig, type LauncherConfig } from './config.ts';
import { buildWebApps } from './setup/build-web.ts';
import { ensureChromium } from './setup/chromium.ts';
import { ensureDatabaseClient } from './setup/database.ts';
import { explain } from './setup/explain.ts';
import { ensureFirefox } from './setup/firefox.ts';
import { ensureTestTools } from './setup/test-tools.ts';
import { terminalProgress, type Progress } from './setup/progress.ts';
import { ensureMediaWorker } from './start/ensure-media-worker.ts';
import { parseTestArguments, type TestArguments } from './test/arguments.ts';
import { faultsStep } from './test/faults-step.ts';
import { lintStep } from './test/lint-step.ts';
import { playwrightStep } from './test/playwright-step.ts';
import { testPart, type TestPart, type TestStep } from './test/step.ts';
import { add, nothing, single, type Tally } from './test/tally.ts';
import { typesStep } from './test/types-step.ts';
import { vitestStep } from './test/vitest-step.ts';

const chosen = language();
const UNSTEADY: LocalText = {
  en: 'Failed at first and passed when tried again; each of these has a cause that is to be found:',
  'zh-CN': '首次失败、重试后通过；每一项都有待查明的原因：',
};
const STEPS: Readonly<Record<TestPart, TestStep>> = {
  lint: lintStep,
  types: typesStep,
  unit: vitestStep('unit'),
  int: vitestStep('int'),
  e2e: playwrightStep('journeys'),
  faults: faultsStep,
  long: async (context) => add(await vitestStep('long')(context), await playwrightStep('long')(context)),
};
/** Parts that start servers, those that drive a browser, and those that open the built pages. */
const NEED_SERVERS: readonly TestPart[] = [testPart.int, testPart.e2e, testPart.faults, testPart.long];
const NEED_BROWSER: readonly TestPart[] = NEED_SERVERS;
const NEED_PAGES: readonly TestPart[] = [testPart.e2e, testPart.faults, testPart.long];

/** Makes what the chosen parts need, side by side, and says in the returned environment where it is. */
async function setUp(config: LauncherConfig, { parts }: TestArguments, progress: Progress, cluster: () => Promise<TestCluster>) {
  const needed = (by: readonly TestPart[]) => parts.some((part) => by.includes(part));
  const env: Record<string, string> = { ...config.inherited };
  const tasks = [ensureDatabaseClient(config, progress)];
  if (needed(NEED_SERVERS)) {
    tasks.push(installFromDistribution(config, parts, progress, env));
    if (config.testDatabaseUrl === undefined) tasks.push(cluster().then(({ url }) => void (env['TEST_DATABASE_URL'] = url)));
  }
  if (needed(NEED_SERVERS)) tasks.push(ensureTestTools(config, progress));
  if (needed(NEED_PAGES)) tasks.push(buildWebApps(config, progress));
  await Promise.all(tasks);
  return env;
}

/** One after the other: they may have to install packages of the distribution, whose tools lock each other out. */
async function installFromDistribution(
  config: LauncherConfig,
  parts: readonly TestPart[],
  progress: Progress,
  env: Record<string, string>,
) {
  if (parts.some((part) => NEED_BROWSER.includes(part))) env['CHROMIUM_PATH'] = (await ensureChromium(config, progress)).binary;
  const firefox = parts.includes(testPart.e2e) ? await ensureFirefox(config, progress) : undefined;
  if (firefox) env['FIREFOX_PATH'] = firefox.binary;
  env['MEDIASOUP_WORKER_BIN'] = await ensureMediaWorker(progress);
}

async function main(): Promise<Tally> {
  const args = parseTestArguments(process.argv.slice(2));
  const config = readLauncherConfig();
  const progress = terminalProgress(chosen, (line) => void process.stdout.write(line));
  const scratchDir = mkdtempSync(join(tmpdir(), 'guichet-report-'));
  const timings: [name: string, tally: Tally | undefined, seconds: number][] = [];
  let cluster: Promise<TestCluster> | undefined;
  const startCluster = () =>
    (cluster = progress.step({ en: 'Starting a throw-away PostgreSQL', 'zh-CN': '正在启动临时 PostgreSQL' }, startTestCluster));
  try {
    const setUpStartedAtMs = performance.now();
    const env = await setUp(config, args, progress, startCluster);
    timings.push([say({ en: 'set-up', 'zh-CN': '准备' }), undefined, secondsSince(setUpStartedAtMs)]);
    let total = nothing;
    for (const part of args.parts) {
      process.stdout.write(`\n── ${part} ${'─'.repeat(60 - part.length)}\n`);
      const startedAtMs = performance.now();
      const tally = await STEPS[part]({ config, env, filters: args.filters, scratchDir });
      timings.push([part, tally, secondsSince(startedAtMs)]);
      total = add(total, tally);
    }
    process.stdout.write(`\n${timings.map(describeTiming).join('\n')}\n`);
    return total;
  } finally {
    await cluster?.then((started) => started.stop());
    rmSync(scratchDir, { recursive: true, force: true });
  }
}

function describeTiming([name, tally, seconds]: readonly [string, Tally | undefined, number]): string {
  const counts = tally ? `${String(tally.passed).padStart(6)} ✓ ${String(tally.failed).padStart(4)} ✗` : ' '.repeat(15);
  return `${name.padEnd(8)}${counts}${seconds.toFixed(1).padStart(9)} s`;
}

function secondsSince(startedAtMs: number): number {
  return (performance.now() - startedAtMs) / 1000;
}

function say(texts: LocalText): string {
  return texts[chosen];
}

// Ended from outside it still runs what is to be done on exit: the runner, the browsers and the database end with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

let result: Tally;
try {
  result = await main();
} catch (error) {
  process.stderr.write(`\n${explain(error, chosen)}\n`);
  // A machine on which the tests cannot run has not passed them.
  result = single(false);
}
if (result.unsteady.length > 0) process.stdout.write(`${say(UNSTEADY)}\n${result.unsteady.map((name) => `  ${name}\n`).join('')}`);
process.stdout.write(`${result.passed} passed, ${result.failed} failed\n`);
process.exitCode = result.failed === 0 ? 0 : 1;
