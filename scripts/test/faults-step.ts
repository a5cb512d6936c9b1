import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext, TestStep } from './step.ts';
import { fromRunner, type Tally } from './tally.ts';

const LAST_LINE = /^(\d+) passed, (\d+) failed$/;
const MISSED = /^ {2}(.+): passed 0\/1 /;

/**
 * One round of the faults that take little: enough to see that each is survived, not enough for figures. The full run is `npm run faults`. A fault whose
 * limit was missed has one more round by itself; what is left behind after any of them has failed for good.
 */
export const faultsStep: TestStep = async (context) => {
  const { tally, missed } = await runFaults(context, ['--short']);
  if (missed.length === 0) return tally;
  const again = await runFaults(context, ['--rounds', '1', ...missed.flatMap((name) => ['--only', name])]);
  const unsteady = missed.filter((name) => !again.missed.includes(name));
  // What was missed the second time is counted there.
  return { passed: tally.passed + again.tally.passed, failed: tally.failed - missed.length + again.tally.failed, unsteady };
};

function runFaults(
  { config, env }: TestContext,
  options: readonly string[],
): Promise<{ readonly tally: Tally; readonly missed: readonly string[] }> {
  return new Promise((resolve) => {
    const args = [join(config.repositoryRoot, 'scripts', 'faults.ts'), ...options];
    const child = spawn(process.execPath, args, { cwd: config.repositoryRoot, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let counted: Tally | undefined;
    const missed: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      process.stdout.write(`${line}\n`);
      const [, name] = MISSED.exec(line) ?? [];
      if (name !== undefined) missed.push(name);
      const [, passed, failed] = LAST_LINE.exec(line) ?? [];
      if (passed !== undefined && failed !== undefined) counted = { passed: Number(passed), failed: Number(failed), unsteady: [] };
    });
    child.on('close', (code) => resolve({ tally: fromRunner(counted, code ?? 1, false), missed }));
  });
}
