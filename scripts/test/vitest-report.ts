import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Tally } from './tally.ts';

const VitestReport = z.object({
  testResults: z.array(
    z.object({
      /** The file's path. */
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
export type VitestReport = z.infer<typeof VitestReport>;
type FileResult = VitestReport['testResults'][number];

/** What a run of vitest left behind; no report when it did not come to its end. */
export interface VitestRun {
  readonly report: VitestReport | undefined;
  readonly exitCode: number;
}

/** With more broken files than these something is broken, not unsteady. */
const MOST_AGAIN = 3;

export function readVitestReport(file: string): VitestReport | undefined {
  try {
    return VitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Runs the files in which a test failed once more, by themselves: real browsers, servers and clocks are now and then too late for a test when all run
 * side by side. What passes then is counted as passed and named as unsteady; what fails twice has failed.
 */
export async function tryAgain(
  first: VitestRun,
  runAgain: (files: readonly string[]) => Promise<VitestRun>,
): Promise<{ readonly tally: Tally | undefined; readonly exitCode: number }> {
  if (first.report === undefined) return { tally: undefined, exitCode: first.exitCode };
  const files = first.report.testResults;
  const failed = files.filter(hasFailed);
  if (failed.length === 0 || failed.length > MOST_AGAIN) return { tally: count(files), exitCode: first.exitCode };
  const again = await runAgain(failed.map(({ name }) => name));
  if (again.report === undefined) return { tally: count(files), exitCode: first.exitCode };
  const second = again.report.testResults;
  const stillFailed = new Set(second.filter(hasFailed).map(({ name }) => name));
  const unsteady = failed.filter(({ name }) => !stillFailed.has(name)).flatMap(failedIn);
  const steady = files.filter((file) => !hasFailed(file));
  return { tally: { ...count([...steady, ...second]), unsteady }, exitCode: again.exitCode };
}

const hasFailed = ({ status, assertionResults }: FileResult): boolean =>
  status === 'failed' || assertionResults.some((test) => test.status === 'failed');

/** A file that did not load has no tests: it is named itself. */
function failedIn({ name, assertionResults }: FileResult): string[] {
  const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  return failed.length > 0 ? failed : [name];
}

function count(files: readonly FileResult[]): Tally {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const having = (status: string) => tests.filter((test) => test.status === status).length;
  return { passed: having('passed'), failed: having('failed'), unsteady: [] };
}
