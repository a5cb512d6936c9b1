import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestStep } from './step.ts';
import { fromRunner, type Tally } from './tally.ts';

const LAST_LINE = /^(\d+) passed, (\d+) failed$/;

/** One round of the faults that take little: enough to see that each is survived, not enough for figures. The full run is `npm run faults`. */
export const faultsStep: TestStep = ({ config, env }) =>
  new Promise((resolve) => {
    const args = [join(config.repositoryRoot, 'scripts', 'faults.ts'), '--short'];
    const child = spawn(process.execPath, args, { cwd: config.repositoryRoot, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let counted: Tally | undefined;
    createInterface({ input: child.stdout }).on('line', (line) => {
      process.stdout.write(`${line}\n`);
      const [, passed, failed] = LAST_LINE.exec(line) ?? [];
      if (passed !== undefined && failed !== undefined) counted = { passed: Number(passed), failed: Number(failed) };
    });
    child.on('close', (code) => resolve(fromRunner(counted, code ?? 1, false)));
  });
