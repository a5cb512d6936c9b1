import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { compare, type Figure } from '../figures.ts';

const SCRIPT = resolve(import.meta.dirname, '../../apps/counter/src/testing/durable-steps.ts');
/** Half as many steps as bare entries with a job is what is asked for. */
const MIN_RATIO = 0.5;
const WITHIN_MS = 300_000;
const Rounds = z.object({ ours: z.array(z.number()).min(1), peer: z.array(z.number()).min(1) });

interface Options {
  readonly rounds: number | undefined;
  readonly progress: (line: string) => void;
}

/**
 * What a durable step of a flow costs beside the least that durable work costs here: one entry in a session's log and one job, in one transaction,
 * on the same PostgreSQL with the same durability. A process of its own measures: it holds a counter's parts and their database.
 */
export async function durableSteps({ rounds = 5, progress }: Options): Promise<readonly Figure[]> {
  progress('durable steps: a PostgreSQL of its own, then both in turns');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', SCRIPT, '--rounds', String(rounds)],
    { timeout: WITHIN_MS },
  );
  const measured = Rounds.parse(JSON.parse(stdout));
  const figure = compare({ what: 'durable steps of a flow beside a bare entry and a job', unit: '1/s', rounds: measured });
  return [{ ...figure, limit: `ratio ≥ ${MIN_RATIO}`, ok: (figure.ratio ?? 0) >= MIN_RATIO }];
}
